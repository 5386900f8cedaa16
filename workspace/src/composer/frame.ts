import type { DraftContent } from "../api/queries/drafts.ts";
import type { Carried, Recipient } from "./carried.ts";
import type { Draft } from "./draft.ts";
import { contentOf } from "./message.ts";

/** What the channel carries, and who the customer is: a draft is the body of a reply. */
export type Frame = { carried: Carried; customer: Recipient | null; me: string | undefined };

export function bodyOf(draft: Draft, { carried, customer }: Frame): DraftContent {
  const { text = "", rich_text = null, attachments = [] } = contentOf(draft, carried);
  const others = customer && draft.recipients.length > 0 ? [customer, ...draft.recipients] : [];
  const recipients = others.map((each) => ({ delivery_identifier: each }));
  return { text, rich_text, attachments, recipients, in_reply_to: draft.answers?.id ?? null };
}
