import type { Schemas } from "../api/client.ts";

type Composer = Schemas["ComposerOut"];

/** What a message of this channel may contain: a reply, or the first one. */
export type Carried = Pick<
  Composer,
  "max_text_length" | "rich_text" | "inline_images" | "attachments" | "quick_replies" | "recipients"
>;
export type Kind = Composer["rich_text"][number];
export type Recipient = Schemas["DeliveryIdentifierOut"];
export type Attachment = NonNullable<Schemas["ReplyIn"]["attachments"]>[number];

/** Whether the channel needs the editor that has more than plain text. */
export const isRich = ({ rich_text, inline_images }: Carried): boolean => rich_text.length > 0 || inline_images;
