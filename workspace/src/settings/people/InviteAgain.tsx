import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { announce } from "../../shared/announce.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";

/** For whoever lost it, or let it run out. The API knows whether somebody has signed in before. */
export function InviteAgain({ userId, email }: { userId: string; email: string }) {
  const queries = useQueryClient();
  const invite = useMutation({
    mutationFn: () => answer(api.POST("/users/{user_id}/invitations", { params: { path: { user_id: userId } } })),
    onSuccess: async () => {
      announce(t("people.again.done", { email }));
      await queries.invalidateQueries({ queryKey: ["listAuditEvents"] });
    },
  });
  return (
    <section className={form.section} aria-label={t("people.again")}>
      <h2 className={form.heading}>{t("people.again")}</h2>
      <Hint>{t("people.again.hint")}</Hint>
      <Failure error={invite.error} />
      <div className={form.buttons}>
        <Button
          variant="default"
          loading={invite.isPending}
          disabled={invite.isSuccess}
          onClick={() => invite.mutate()}
        >
          {t("people.again.do")}
        </Button>
        {invite.isSuccess && <span className={form.saved}>{t("people.again.done", { email })}</span>}
      </div>
    </section>
  );
}
