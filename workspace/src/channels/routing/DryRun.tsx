import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { answer, api } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { useAgents } from "../../api/queries/people.ts";
import { reasonText } from "../../api/reasons.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { Considered } from "../../work/routing/Considered.tsx";
import { lacksAnybody, sentRule, type Rule } from "./rule.ts";

/** Asks the desk who would get a new ticket by this rule, as it stands in the form. Nothing is saved or routed. */
export function DryRun({ accountId, rule }: { accountId: string; rule: Rule }) {
  const { data: users = [] } = useAgents();
  const draft = sentRule(rule);
  const asked = JSON.stringify(draft);
  const run = useMutation({
    mutationFn: async () => {
      const body = { ticket: { account_id: accountId }, rule: draft };
      return { asked, decision: await answer(api.POST("/routing/simulations", { body })) };
    },
  });
  const decision = run.data?.asked === asked ? run.data.decision : undefined;
  const owner = users.find(({ id }) => id === decision?.owner_id)?.name ?? decision?.owner_id;
  return (
    <section className={form.section} aria-label={t("routing.dry")}>
      <h2 className={form.heading}>{t("routing.dry")}</h2>
      <Hint>{t("routing.dry.hint")}</Hint>
      <div className={form.buttons}>
        <Button variant="default" loading={run.isPending} disabled={lacksAnybody(rule)} onClick={() => run.mutate()}>
          {t("routing.dry.do")}
        </Button>
      </div>
      <Failure error={run.error} shown={[]} />
      <div role="status">
        {decision && (
          <>
            <p style={{ fontWeight: 650, marginBlockEnd: 0 }}>
              {owner ? t("routing.dry.owner", { name: owner }) : t("routing.dry.nobody")}
            </p>
            <Hint>{reasonText(decision)}</Hint>
            {decision.considered.length > 0 && <Considered decision={decision} />}
          </>
        )}
      </div>
    </section>
  );
}
