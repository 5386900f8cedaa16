import type { Catalogue } from "../index.ts";
import accounts from "./accounts.ts";
import channels from "./channels.ts";
import composer from "./composer.ts";
import conversation from "./conversation.ts";
import keys from "./keys.ts";
import problems from "./problems.ts";
import reasons from "./reasons.ts";
import settings from "./settings.ts";
import shell from "./shell.ts";
import sidebar from "./sidebar.ts";
import tickets from "./tickets.ts";

export default {
  ...accounts,
  ...channels,
  ...composer,
  ...conversation,
  ...keys,
  ...problems,
  ...reasons,
  ...settings,
  ...shell,
  ...sidebar,
  ...tickets,
} satisfies Catalogue;
