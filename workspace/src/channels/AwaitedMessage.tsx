import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { answer, api } from "../api/client.ts";
import { announce } from "../shared/announce.ts";
import { Notice } from "../shared/Notice.tsx";
import { t } from "../shared/texts/index.ts";
import css from "./channels.module.css";

const EVERY_MS = 5000;

/** Looks for the ticket of the first message while somebody waits for it here. */
export function AwaitedMessage({ accountId }: { accountId: string }) {
  const { data } = useQuery({
    queryKey: ["firstTicket", accountId],
    queryFn: ({ signal }) =>
      answer(api.GET("/tickets", { params: { query: { account_id: accountId, limit: 1 } }, signal })),
    refetchInterval: (query) => (query.state.data?.tickets.length ? false : EVERY_MS),
  });
  const arrived = Boolean(data?.tickets.length);
  useEffect(() => {
    if (arrived) announce(t("channels.test.arrived"));
  }, [arrived]);
  if (!arrived) {
    return (
      <p className={css.waiting}>
        <Loader size="xs" aria-hidden /> {t("channels.test.waiting")}
      </p>
    );
  }
  return (
    <Notice tone="good" title={t("channels.test.arrived")}>
      <Button
        size="xs"
        mt="xs"
        renderRoot={(props) => <Link to="/tickets" search={{ account: accountId }} {...props} />}
      >
        {t("channels.test.open")}
      </Button>
    </Notice>
  );
}
