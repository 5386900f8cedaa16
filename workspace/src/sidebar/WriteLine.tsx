import "@mantine/core/styles/Input.layer.css";
import { Textarea, TextInput, UnstyledButton } from "@mantine/core";
import Pencil from "lucide-react/icons/pencil";
import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { shownValue } from "../api/property.ts";
import type { Ticket } from "../api/queries/tickets.ts";
import { brief } from "../shared/brief.ts";
import { ShowAll } from "../work/ShowAll.tsx";
import { t } from "../shared/texts/index.ts";
import { Line, Shown } from "./Line.tsx";
import { useField } from "./useField.ts";
import css from "./work.module.css";
import { readText, textOf, type Written } from "./written.ts";

type Props = {
  ticket: Ticket;
  property: Written;
  label: string;
  required?: boolean;
  missing?: boolean;
  /** Beside the value, while nobody edits it. */
  children?: ReactNode;
};

/** Of a value in the panel, before somebody wants all of it. */
export const LETTERS = 120;
const TYPES = { date: "date", datetime: "datetime-local", url: "url", text: "text", number: "text", long_text: "text" };

/** What is typed: Enter or leaving saves it, Escape does not. If somebody else was faster, it is kept. */
export function WriteLine({ ticket, property, label, required = false, missing, children }: Props) {
  const { value, work, change } = useField(ticket, property.name);
  const [draft, setDraft] = useState<{ text: string; since: number }>();
  const [wrong, setWrong] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const [whole, setWhole] = useState(false);
  const all = value === null ? t("sidebar.empty") : shownValue(property, value);
  const beginning = brief(all, LETTERS);
  const shown = whole ? all : beginning;
  const close = () => {
    setDraft(undefined);
    setWrong(undefined);
    work.reset();
    requestAnimationFrame(() => button.current?.focus());
  };
  const save = (since = draft?.since) => {
    if (!draft) return;
    const read = readText(property, draft.text);
    if ("wrong" in read || (required && read.value === null))
      return setWrong("wrong" in read ? t(`sidebar.wrong.${read.wrong}`) : t("sidebar.wrong.empty"));
    if (read.value === value) return close();
    change(read.value, { since, onSuccess: close });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (property.type !== "long_text" || event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const collided = work.collision.length > 0;
  const field = {
    "aria-label": label,
    size: "xs",
    value: draft?.text ?? "",
    error: wrong ?? (work.said ? true : undefined),
    autoFocus: true,
    readOnly: work.isPending,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => {
      setWrong(undefined);
      setDraft((known) => known && { ...known, text: currentTarget.value });
    },
    onKeyDown: keys,
    // Whoever looks at what somebody else wrote has not decided yet.
    onBlur: () => !collided && !work.isPending && !work.error && save(),
  } as const;
  return (
    <Line label={label} work={work} wanted={draft?.text} onInsist={() => save(ticket.version)} onLeave={close}>
      {draft === undefined ? (
        <UnstyledButton
          ref={button}
          className={css.value}
          data-empty={value === null || undefined}
          data-long={property.type === "long_text" || undefined}
          aria-label={`${label}, ${value === null ? t(missing ? "sidebar.missing" : "sidebar.none") : shown}`}
          onClick={() => setDraft({ text: textOf(property, value), since: ticket.version })}
        >
          <Shown value={shown} missing={missing} />
          <Pencil size={13} className={css.hint} />
        </UnstyledButton>
      ) : property.type === "long_text" ? (
        <Textarea {...field} autosize minRows={3} maxRows={12} />
      ) : (
        <TextInput
          {...field}
          type={TYPES[property.type]}
          inputMode={property.type === "number" ? "decimal" : undefined}
        />
      )}
      {draft === undefined && beginning !== all && <ShowAll length={all.length} whole={whole} onChange={setWhole} />}
      {draft === undefined && children}
    </Line>
  );
}
