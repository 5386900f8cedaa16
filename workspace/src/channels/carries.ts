import type { Channel } from "../api/queries/channels.ts";
import { t } from "../shared/texts/index.ts";

/** What a channel carries beside plain text, in few words. */
export function carries({ capabilities }: Channel): string[] {
  const has = (type: (typeof capabilities.attachment_types)[number]) => capabilities.attachment_types.includes(type);
  return [
    capabilities.rich_text.length > 0 && t("channels.carries.formats"),
    has("FILE") && t("channels.carries.files"),
    has("LOCATION") && t("channels.carries.locations"),
    has("CONTACT") && t("channels.carries.contacts"),
    has("QUICK_REPLIES") && t("channels.carries.quick_replies"),
    capabilities.multiple_recipients && t("channels.carries.recipients"),
    capabilities.conversation_start && t("channels.carries.start"),
    !capabilities.outgoing_messages && t("channels.carries.reading"),
  ].filter((text) => text !== false);
}
