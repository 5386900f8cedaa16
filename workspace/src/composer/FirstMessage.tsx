import { Alert, Button, NativeSelect, TextInput } from "@mantine/core";
import "@mantine/core/styles/Alert.layer.css";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Schemas } from "../api/client.ts";
import { Problem } from "../api/problems.ts";
import { t } from "../shared/texts/index.ts";
import { Asking } from "../work/Asking.tsx";
import { identifierProblem } from "./identifiers.ts";
import type { Content } from "./message.ts";
import { refusalWords } from "./refusal.ts";
import { sheetOf } from "./sheet.ts";
import css from "./start.module.css";
import { STARTED_HERE, useStart } from "./useStart.ts";
import { Writing } from "./Writing.tsx";

type Props = { account: string; carried: Schemas["FirstMessageOut"] };
type Type = Schemas["DeliveryIdentifierType"];

const route = getRouteApi("/start");

/** Whom it goes to, and what it says. */
export function FirstMessage({ account, carried }: Props) {
  // Whom it goes to is in the address: it is there again when the page is loaded again.
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const types = carried.recipients.identifier_types;
  const type: Type = types.find((each) => each === search.type) ?? types[0]!;
  const [value, setValue] = useState(search.to ?? "");
  const [name, setName] = useState(search.name ?? "");
  const [problem, setProblem] = useState<string>();
  const become = (changes: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...changes }, replace: true, resetScroll: false });
  // What was begun for the contact of a link is for nobody else.
  const [contact] = useState(search.contact);
  const sheet = sheetOf(contact ? `start.${account}.${contact}` : `start.${account}`);
  useEffect(() => sheet.keep, [sheet]);
  const start = useStart(sheet);
  const send = (content: Content) => {
    const found = identifierProblem(type, value);
    setProblem(found);
    if (found || start.isPending) return;
    const recipient = { type, value: value.trim(), name: name.trim() || null };
    const contact_id = search.contact ?? null;
    const recipients = sheet.draft.get().recipients;
    const all = recipients.length > 0 ? [{ type, value: value.trim() }, ...recipients] : [];
    start.mutate({
      account_id: account,
      recipient,
      contact_id,
      recipients: all.map((each) => ({ delivery_identifier: each })),
      ...content,
    });
  };
  const said = start.error instanceof Problem ? start.error : undefined;
  return (
    <>
      <div className={css.to}>
        {types.length > 1 && (
          <NativeSelect
            label={t("composer.recipient.type")}
            value={type}
            data={types.map((each) => ({ value: each, label: t(`composer.identifier.${each}`) }))}
            onChange={({ target }) => become({ type: target.value, contact: undefined })}
          />
        )}
        <TextInput
          className={css.wide}
          label={t(`composer.identifier.${type}`)}
          value={value}
          maxLength={512}
          dir="auto"
          error={problem ?? said?.at("recipient.value") ?? said?.at("recipient.type") ?? said?.at("recipient")}
          onChange={({ target }) => {
            // The contact that a link named is that of its address.
            setValue(target.value);
            become({ to: target.value || undefined, contact: undefined });
            setProblem(undefined);
          }}
        />
        <TextInput
          className={css.wide}
          label={t("composer.start.name")}
          value={name}
          maxLength={256}
          dir="auto"
          error={said?.at("recipient.name")}
          onChange={({ target }) => {
            setName(target.value);
            become({ name: target.value || undefined });
          }}
        />
      </div>
      <section className={css.message} aria-label={t("composer.start.message")}>
        <p className={css.label} aria-hidden>
          {t("composer.start.message")}
        </p>
        <Writing
          sheet={sheet}
          carried={carried}
          label={t("composer.start.message")}
          placeholder={t("composer.start.placeholder")}
          sendLabel={t("composer.send")}
          busy={start.isPending}
          onSend={send}
        />
      </section>
      <Asking ticketId={STARTED_HERE} />
      {start.error && <Failure error={start.error} />}
    </>
  );
}

/** A conversation that is open already is where to write. */
function Failure({ error }: { error: Error }) {
  const ticketId = error instanceof Problem ? error.context["ticket_id"]?.[0] : undefined;
  return (
    <Alert color="red" variant="light" role="alert" mt="md">
      {ticketId ? t("composer.start.exists") : refusalWords(error)}{" "}
      {ticketId && (
        <Button
          size="compact-sm"
          variant="default"
          renderRoot={(props) => <Link to="/tickets/$ticketId" params={{ ticketId }} search={{}} {...props} />}
        >
          {t("composer.start.exists.go")}
        </Button>
      )}
    </Alert>
  );
}
