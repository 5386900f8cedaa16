import accounts from "./accounts.ts";
import channels from "./channels.ts";
import composer from "./composer.ts";
import conversation from "./conversation.ts";
import failures from "./failures.ts";
import settings from "./settings.ts";
import sidebar from "./sidebar.ts";

/** What the screens say that are loaded when they are needed. */
export default { ...accounts, ...channels, ...composer, ...conversation, ...failures, ...settings, ...sidebar };
