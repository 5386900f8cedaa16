import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Problem } from "../../api/problems.ts";
import { labelOf } from "../../api/property.ts";
import { listContactProperties, listTicketProperties } from "../../api/queries/properties.ts";
import { Picks } from "../../shared/Picks.tsx";
import { t } from "../../shared/texts/index.ts";
import { answerTimes, type Rule } from "./rule.ts";

const METHODS = ["balanced", "round_robin"] as const;
const HOUR = 3600;
/** Whose values are words, as skills are. */
const OF_WORDS = ["text", "choice", "multi_choice"];

type Props = { rule: Rule; problem: Problem | undefined; onChange(rule: Rule): void };

/** How one of them is found: whose turn it is, what they have to know, how long they have. */
export function RuleDetails({ rule, problem, onChange }: Props) {
  return (
    <>
      <NativeSelect
        label={t("routing.method")}
        description={t(`routing.method.hint.${rule.method}`)}
        data={METHODS.map((value) => ({ value, label: t(`routing.method.${value}`) }))}
        value={rule.method}
        onChange={(event) =>
          onChange({ ...rule, method: METHODS.find((each) => each === event.currentTarget.value) ?? "balanced" })
        }
      />
      <NativeSelect
        label={t("routing.answer")}
        description={t("routing.answer.hint")}
        data={answerTimes(rule.answer_within_seconds).map((value) => ({ value: String(value), label: lasting(value) }))}
        value={String(rule.answer_within_seconds ?? 0)}
        error={problem?.at("routing.answer_within_seconds")}
        onChange={(event) => onChange({ ...rule, answer_within_seconds: Number(event.currentTarget.value) || null })}
      />
      <Skills {...{ rule, problem, onChange }} />
    </>
  );
}

function Skills({ rule, problem, onChange }: Props) {
  const { data: ofTickets = [] } = useQuery(listTicketProperties());
  const { data: ofContacts = [] } = useQuery(listContactProperties());
  const options = [
    ...ofTickets
      .filter(({ name, type, built_in }) => OF_WORDS.includes(type) && (!built_in || name === "category"))
      .map((each) => ({ of: "ticket" as const, property: each.name, label: labelOf(each) })),
    ...ofContacts
      .filter(({ type }) => OF_WORDS.includes(type))
      .map(({ name, label }) => ({
        of: "contact" as const,
        property: name,
        label: t("routing.skills.contact", { name: label }),
      })),
  ];
  const known = new Set(options.map(keyOf));
  const others = rule.required_skills.filter((each) => !known.has(keyOf(each)));
  const all = [...options, ...others.map((each) => ({ ...each, label: each.property }))];
  if (all.length === 0) return null;
  return (
    <Picks
      label={t("routing.skills")}
      hint={t("routing.skills.hint")}
      options={all.map((each) => ({ value: keyOf(each), label: each.label }))}
      chosen={rule.required_skills.map(keyOf)}
      error={problem?.errors.find(({ field }) => field.startsWith("routing.required_skills"))?.message}
      onChange={(chosen) => {
        const skills = all.filter((each) => chosen.includes(keyOf(each)));
        onChange({ ...rule, required_skills: skills.map(({ of, property }) => ({ property, of })) });
      }}
    />
  );
}

const keyOf = ({ of, property }: Rule["required_skills"][number]) => `${of}.${property}`;

function lasting(seconds: number): string {
  if (seconds === 0) return t("routing.answer.never");
  return seconds % HOUR === 0
    ? t("routing.answer.hours", { n: seconds / HOUR })
    : t("routing.answer.minutes", { n: Math.round(seconds / 60) });
}
