import accounts from "./accounts.ts";
import channels from "./channels.ts";
import composer from "./composer.ts";
import conversation from "./conversation.ts";
import reasons from "./reasons.ts";
import settings from "./settings.ts";
import sidebar from "./sidebar.ts";

/** What the screens say that are loaded when they are needed. */
export default { ...accounts, ...channels, ...composer, ...conversation, ...reasons, ...settings, ...sidebar };
