import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "@mantine/core";
import { answer, api, type Schemas } from "../../api/client.ts";
import { Problem } from "../../api/problems.ts";
import { tokensChanged } from "../../api/queries/tokens.ts";
import { announce } from "../../shared/announce.ts";
import { Copy } from "../../shared/Copy.tsx";
import form from "../../shared/form.module.css";
import { Notice } from "../../shared/Notice.tsx";
import { t } from "../../shared/texts/index.ts";
import { TokenForm } from "./TokenForm.tsx";

/** The token is shown here once: the answer goes with the screen (gcTime). */
export function NewToken() {
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const [made, setMade] = useState(0);
  const create = useMutation({
    gcTime: 0,
    mutationFn: (body: Schemas["ApiTokenIn"]) =>
      answer(api.POST("/api-tokens", { params: { header: { "idempotency-key": key.current } }, body })),
    onSuccess: async ({ name }) => {
      announce(t("tokens.made", { name }));
      setMade(made + 1);
      await tokensChanged(queries);
    },
    // Only what may not have arrived is sent as the same request.
    onSettled: (_, error) => {
      if (!(error instanceof Problem) || !error.passing) key.current = crypto.randomUUID();
    },
  });
  return (
    <section className={form.section} aria-label={t("tokens.new")}>
      <h2 className={form.heading}>{t("tokens.new")}</h2>
      {create.data ? (
        <>
          <Notice tone="good" title={t("tokens.made", { name: create.data.name })} />
          <Copy label={t("tokens.token")} value={create.data.token} />
          <Notice tone="warn">{t("tokens.once")}</Notice>
          <div className={form.buttons}>
            <Button variant="default" onClick={() => create.reset()}>
              {t("tokens.hide")}
            </Button>
          </div>
        </>
      ) : (
        <TokenForm key={made} error={create.error} sending={create.isPending} onSend={(body) => create.mutate(body)} />
      )}
    </section>
  );
}
