import type { QueryClient } from "@tanstack/react-query";
import { depart, outgoing, refuse, withdraw } from "../api/outgoing.ts";
import { getComposer } from "../api/queries/conversations.ts";
import { Problem } from "../api/problems.ts";
import { newWish, wishFor } from "../api/wish.ts";
import type { Recipient } from "./carried.ts";
import { keepDeparture, leftBehind, ownDeparture, type Departure, type Into } from "./departures.ts";
import { partsOf, type Content } from "./message.ts";
import { refusalWords, withReasons } from "./refusal.ts";
import type { Sheet } from "./sheet.ts";
import { stored } from "./stored.ts";
import { now } from "../shared/clock.ts";
import { t } from "../shared/texts/index.ts";
import { ask, isRefusal, mayAsk, type Given } from "../work/asking.ts";
import { withGiven } from "./withGiven.ts";

const GOES_ON_WITHIN_MS = 10 * 60_000;

/** The reply leaves the editor and is on screen; the desk is told. */
export function send(
  queries: QueryClient,
  sheet: Sheet,
  content: Content,
  customer: Recipient | null,
  into?: Into,
  moment?: number,
): void {
  const draft = sheet.draft.get();
  const recipients = customer && draft.recipients.length > 0 ? [customer, ...draft.recipients] : [];
  const body = {
    ...content,
    recipients: recipients.map((each) => ({ delivery_identifier: each })),
    in_reply_to: draft.answers?.id ?? null,
    ...(into && { set_status: { status_id: into.status_id } }),
    ...(moment === undefined ? {} : { send_after: new Date(moment).toISOString() }),
  };
  const wish = wishFor(draft, body);
  const departure = {
    key: wish.key,
    conversation_id: sheet.id,
    created_at: new Date(now()).toISOString(),
    body,
    draft: { ...draft, ...wish },
    into,
  };
  sheet.clear();
  void go(queries, sheet, departure);
}

/** Replies that this browser kept, because the page was left before the desk had answered. */
export function resume(queries: QueryClient, sheet: Sheet): void {
  const shown = new Set(outgoing.get().map(({ key }) => key));
  for (const departure of leftBehind(sheet.id)) {
    if (shown.has(departure.key)) continue;
    ownDeparture(departure.key);
    // The person has just sent it: the same key makes it safe to finish that.
    if (!departure.refusal && now() - Date.parse(departure.created_at) < GOES_ON_WITHIN_MS) {
      void go(queries, sheet, departure);
      continue;
    }
    show(queries, sheet, departure);
    refuse(departure.key, departure.refusal ?? t("composer.refused.left"));
  }
}

async function go(queries: QueryClient, sheet: Sheet, departure: Departure): Promise<void> {
  try {
    await posted(queries, sheet, departure);
  } catch (error) {
    const { into } = departure;
    if (into && isRefusal(error) && mayAsk(into.ticket_id)) return needed(queries, sheet, departure, into, error);
    refused(queries, sheet, departure, error);
  }
}

/** On screen, kept by this browser, and sent. */
async function posted(queries: QueryClient, sheet: Sheet, departure: Departure): Promise<void> {
  show(queries, sheet, departure);
  keepDeparture({ ...departure, refusal: undefined });
  await stored(queries, sheet, departure);
}

function refused(queries: QueryClient, sheet: Sheet, departure: Departure, error: unknown): void {
  const { key, conversation_id } = departure;
  const used = error instanceof Problem && error.code === "idempotency_key_reused";
  const next = used ? newWish().key : key;
  if (used) withdraw(key);
  // Tried again, it goes out whatever became of the draft elsewhere.
  const changed = error instanceof Problem && error.code === "draft_changed";
  const desk = changed ? null : departure.draft.desk;
  const draft = { ...departure.draft, key: next, desk, files: withReasons(departure.draft, error) };
  const kept = { ...departure, key: next, draft, refusal: refusalWords(error) };
  // What may be sent has perhaps changed: the channel was switched off, or the customer blocked it.
  if (error instanceof Problem && !error.passing) void queries.invalidateQueries(getComposer(conversation_id));
  show(queries, sheet, kept);
  refuse(next, kept.refusal);
  keepDeparture(kept);
}

/** Nothing was sent: the status needs something. With it, it is another request; without it, the text comes back. */
async function needed(queries: QueryClient, sheet: Sheet, departure: Departure, into: Into, refusal: Problem) {
  let last = departure;
  let failure: unknown = refusal;
  refused(queries, sheet, departure, refusal);
  const again = async (given: Given) => {
    withdraw(last.key);
    last = withGiven(last, given);
    try {
      await posted(queries, sheet, last);
    } catch (error) {
      failure = error;
      refused(queries, sheet, last, error);
      throw error;
    }
    return true;
  };
  const sent = await ask({ ...into, refusal, mayOverride: false, again });
  // Whether it was sent is not known otherwise: it stays where it can be sent again under the same key.
  if (sent || !isRefusal(failure)) return;
  withdraw(last.key);
  sheet.takeBack(last.draft);
}

function show(queries: QueryClient, sheet: Sheet, departure: Departure): void {
  const { key, conversation_id, created_at, body, draft } = departure;
  depart({
    key,
    conversation_id,
    created_at,
    text: body.text ?? "",
    rich_text: body.rich_text ?? null,
    parts: partsOf(draft),
    in_reply_to: body.in_reply_to ?? null,
    again: () => void go(queries, sheet, departure),
    edit: () => {
      withdraw(key);
      sheet.takeBack(draft);
    },
  });
}
