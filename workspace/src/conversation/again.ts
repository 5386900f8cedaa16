import type { Schemas } from "../api/client.ts";
import type { Message, Part } from "../api/timelines.ts";

type Reply = Schemas["ReplyIn"];
type Attachment = NonNullable<Reply["attachments"]>[number];

/** A reply that failed, as a new one. What the desk cannot send again, because the service made it, is left out. */
export function again({ text, rich_text, parts, in_reply_to }: Message): Reply {
  const attachments = parts.flatMap((part) => attachmentOf(part) ?? []);
  return { text, rich_text, in_reply_to, attachments };
}

function attachmentOf(part: Part): Attachment | undefined {
  switch (part.type) {
    case "FILE":
      return { type: "FILE", file_id: part.file_id, usage: part.usage };
    case "LOCATION": {
      const { latitude, longitude, name, address, url } = part;
      return { type: "LOCATION", latitude, longitude, name, address, url };
    }
    case "CONTACT":
      return part as Attachment;
    case "MESSAGE_HEADER":
      return { type: "MESSAGE_HEADER", text: part.text, file_id: part.file_id };
    case "QUICK_REPLIES":
      return part;
    case "SOCIAL_MEDIA_METADATA":
      return part as Attachment;
    case "UNSUPPORTED_CONTENT":
      return undefined;
  }
}
