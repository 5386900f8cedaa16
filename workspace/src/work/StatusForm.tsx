import "@mantine/core/styles/Input.layer.css";
import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { Failure } from "../api/Failure.tsx";
import { isEmpty } from "../api/property.ts";
import { Problem } from "../api/problems.ts";
import type { PropertyValue, TicketProperty } from "../api/queries/properties.ts";
import { t } from "../shared/texts/index.ts";
import { isRefusal, refusedBy, type Asked, type Given } from "./asking.ts";
import { Anyway } from "./Anyway.tsx";
import { Needed } from "./Needed.tsx";
import { StatusMark } from "./StatusMark.tsx";
import { usePipelines } from "./useRules.ts";
import css from "./work.module.css";

/** All that a status demands, at once; then the same again with it. */
export default function StatusForm({ asked }: { asked: Asked }) {
  const form = useRef<HTMLFormElement>(null);
  const [refusal, setRefusal] = useState(asked.refusal);
  const [needed, setNeeded] = useState<readonly TicketProperty[]>(refusedBy(refusal).missing);
  const [values, setValues] = useState<Record<string, PropertyValue>>({});
  const [tried, setTried] = useState(false);
  const statuses = usePipelines()?.find(({ id }) => id === asked.pipeline_id)?.statuses ?? [];
  const wanted = statuses.find(({ id }) => id === asked.status_id);
  const { allowed } = refusedBy(refusal);
  const follows = !wanted || allowed.includes(wanted.id);
  const sending = useMutation({
    mutationFn: (given: Given) => asked.send(given),
    onError: (error) => {
      if (isRefusal(error)) {
        setRefusal(error);
        const known = new Set(needed.map(({ name }) => name));
        setNeeded([...needed, ...refusedBy(error).missing.filter(({ name }) => !known.has(name))]);
      }
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    },
  });
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
  const send = (more: Partial<Given> = {}) => sending.mutate({ properties: filled, ...more });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (needed.every(({ name }) => name in filled)) send();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };
  const problem = sending.error instanceof Problem ? sending.error : undefined;
  const errorOf = (name: string) =>
    placesOf(name)
      .map((place) => problem?.at(place))
      .find(Boolean) ?? (tried && !(name in filled) ? t("work.form.empty") : undefined);
  const again = refusal !== asked.refusal && refusedBy(refusal).missing.length > 0;
  const name = wanted?.name ?? t("work.form.status");
  return (
    <Modal
      opened
      onClose={asked.giveUp}
      title={asked.starts ? t("work.form.start.title") : t("work.form.title", { status: name })}
      closeButtonProps={{ "aria-label": t("work.form.cancel") }}
    >
      <form ref={form} noValidate className={css.form} onSubmit={submit}>
        {!follows && <p className={css.intro}>{t("work.form.may_not", { status: name })}</p>}
        {follows && needed.length > 0 && (
          <p className={css.intro}>
            {asked.starts ? t("work.form.start.needs") : t("work.form.needs", { status: name })}
          </p>
        )}
        {again && (
          <p role="alert" className={css.intro}>
            {t(asked.starts ? "work.form.start.again" : "work.form.again")}
          </p>
        )}
        {needed.map((each, at) => (
          <Needed
            key={each.name}
            property={each}
            value={values[each.name] ?? ""}
            error={errorOf(each.name)}
            first={at === 0}
            onChange={(value) => setValues({ ...values, [each.name]: value })}
          />
        ))}
        <Failure
          error={isRefusal(sending.error) ? null : sending.error}
          shown={needed.flatMap((each) => placesOf(each.name))}
        />
        <div className={css.end}>
          <Button variant="default" onClick={asked.giveUp}>
            {t("work.form.cancel")}
          </Button>
          {follows && needed.length > 0 && (
            <Button type="submit" loading={sending.isPending}>
              {asked.starts ? t("work.form.start.send") : t("work.form.send", { status: name })}
            </Button>
          )}
          {!follows &&
            statuses
              .filter(({ id }) => allowed.includes(id))
              .map((each) => (
                <Button
                  key={each.id}
                  variant="light"
                  loading={sending.isPending}
                  onClick={() => send({ status_id: each.id })}
                >
                  <StatusMark category={each.category} name={each.name} />
                </Button>
              ))}
        </div>
        {asked.mayOverride && (
          <Anyway
            status={name}
            busy={sending.isPending}
            problem={problem}
            onSend={(reason) => send({ override: { reason } })}
          />
        )}
      </form>
    </Modal>
  );
}

/** A change of the ticket has it directly, or among the desk's own ones; a reply in what it sets. */
const placesOf = (name: string) => [name, `properties.${name}`, `set_status.properties.${name}`];
