import "@mantine/core/styles/Input.layer.css";
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, type Schemas } from "../../api/client.ts";
import { Failure } from "../../api/Failure.tsx";
import { Problem } from "../../api/problems.ts";
import { useAgents } from "../../api/queries/people.ts";
import { reasonText } from "../../api/reasons.ts";
import form from "../../shared/form.module.css";
import { Hint } from "../../shared/Hint.tsx";
import { t } from "../../shared/texts/index.ts";
import { momentsOf } from "../../shared/zones.ts";
import { Considered } from "../../work/routing/Considered.tsx";
import { lacksAnybody, sentRule, type Rule } from "./rule.ts";

/** An account's ticket; before there is one, a ticket of its channel. */
type About = Pick<Schemas["DescribedTicketIn"], "account_id" | "channel" | "inbox_id">;

/** Asks the desk who would get a new ticket by this rule, as it stands in the form. Nothing is saved or routed. */
export function DryRun({ ticket, rule }: { ticket: About; rule: Rule }) {
  const [at, setAt] = useState("");
  const { data: users = [] } = useAgents();
  const draft = sentRule(rule);
  const moment = momentsOf(at)[0];
  const asked = JSON.stringify([ticket, draft, moment]);
  const run = useMutation({
    mutationFn: async () => {
      const body = { ticket, rule: draft, ...(moment && { at: new Date(moment).toISOString() }) };
      return { asked, decision: await answer(api.POST("/routing/simulations", { body })) };
    },
  });
  const problem = run.error instanceof Problem ? run.error : undefined;
  const decision = run.data?.asked === asked ? run.data.decision : undefined;
  const owner = users.find(({ id }) => id === decision?.owner_id)?.name ?? decision?.owner_id;
  return (
    <section className={form.section} aria-label={t("routing.dry")}>
      <h2 className={form.heading}>{t("routing.dry")}</h2>
      <Hint>{t("routing.dry.hint")}</Hint>
      <div className={form.fields}>
        <TextInput
          type="datetime-local"
          maw="16rem"
          label={t("routing.dry.at")}
          description={t("routing.dry.at.hint")}
          value={at}
          error={problem?.at("at")}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
      </div>
      <div className={form.buttons}>
        <Button variant="default" loading={run.isPending} disabled={lacksAnybody(rule)} onClick={() => run.mutate()}>
          {t("routing.dry.do")}
        </Button>
      </div>
      <Failure error={run.error} shown={["at"]} />
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
