/** The codes of failed webhooks that have a text of their own; the others say it in the API's words. */
const KNOWN = [
  "account_deleted",
  "account_inactive",
  "account_unauthorized",
  "address_refused",
  "channel_gone",
  "gone",
  "keys_unavailable",
  "maybe_sent",
  "no_answer",
  "no_signing_secret",
  "no_webhook_url",
  "not_reached",
] as const;

type Known = { kind: (typeof KNOWN)[number] | "status"; n: number };

/** Which text says it: t(`failures.${kind}`, { n }). */
export function failureOf(code: string | null | undefined): Known | undefined {
  const status = /^status_(\d{3})$/.exec(code ?? "")?.[1];
  if (status) return { kind: "status", n: Number(status) };
  const kind = KNOWN.find((each) => each === code);
  return kind && { kind, n: 0 };
}
