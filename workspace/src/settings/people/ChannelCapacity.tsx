import { Input, TextInput } from "@mantine/core";
import type { Problem } from "../../api/problems.ts";
import { useAccounts, useChannels } from "../../api/queries/channels.ts";
import css from "../../shared/form.module.css";
import { t } from "../../shared/texts/index.ts";
import { mostIs, type UserForm } from "./form.ts";
import people from "./people.module.css";

type Props = { form: UserForm; problem: Problem | undefined; onChange(part: Partial<UserForm>): void };

/** How many open tickets of one kind of channel: those that the desk has an account of, or that have a limit. */
export function ChannelCapacity({ form, problem, onChange }: Props) {
  const { data: accounts = [] } = useAccounts();
  const { data: channels = [] } = useChannels();
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  const used = accounts.filter(({ archived_at }) => !archived_at).map(({ channel_id, kind }) => channel_id ?? kind);
  const ids = [...new Set([...used, ...Object.keys(form.mostOf)])].filter((id) => names.has(id) || form.mostOf[id]);
  if (ids.length === 0) return null;
  return (
    <fieldset className={css.group}>
      <legend>{t("people.most_of")}</legend>
      <Input.Description>{t("people.most_of.hint")}</Input.Description>
      <div className={people.limits}>
        {ids.map((id) => {
          const most = form.mostOf[id] ?? "";
          return (
            <TextInput
              key={id}
              label={names.get(id) ?? id}
              inputMode="numeric"
              value={most}
              error={mostIs(most) ? problem?.at(`capacity.by_channel.${id}`) : t("people.most.wrong")}
              onChange={(event) => onChange({ mostOf: { ...form.mostOf, [id]: event.currentTarget.value.trim() } })}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
