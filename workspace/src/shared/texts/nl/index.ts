import type { Catalogue } from "../index.ts";
import accounts from "./accounts.ts";
import availability from "./availability.ts";
import audit from "./audit.ts";
import bulk from "./bulk.ts";
import channels from "./channels.ts";
import composer from "./composer.ts";
import conversation from "./conversation.ts";
import inserts from "./inserts.ts";
import keys from "./keys.ts";
import people from "./people.ts";
import pipelines from "./pipelines.ts";
import prepared from "./prepared.ts";
import notes from "./notes.ts";
import problems from "./problems.ts";
import properties from "./properties.ts";
import property from "./property.ts";
import routing from "./routing.ts";
import reasons from "./reasons.ts";
import settings from "./settings.ts";
import shell from "./shell.ts";
import sidebar from "./sidebar.ts";
import tickets from "./tickets.ts";
import search from "./search.ts";
import work from "./work.ts";
import waiting from "./waiting.ts";
import deskdrafts from "./deskdrafts.ts";
import contact from "./contact.ts";
import deliveries from "./deliveries.ts";
import flaws from "./flaws.ts";
import staff from "./staff.ts";
import tokens from "./tokens.ts";
import views from "./views.ts";
import webhooks from "./webhooks.ts";

export default {
  ...accounts,
  ...availability,
  ...audit,
  ...bulk,
  ...channels,
  ...composer,
  ...conversation,
  ...inserts,
  ...keys,
  ...people,
  ...pipelines,
  ...prepared,
  ...notes,
  ...problems,
  ...properties,
  ...property,
  ...reasons,
  ...routing,
  ...settings,
  ...shell,
  ...sidebar,
  ...tickets,
  ...search,
  ...work,
  ...waiting,
  ...deskdrafts,
  ...staff,
  ...tokens,
  ...views,
  ...webhooks,
  ...contact,
  ...deliveries,
  ...flaws,
} satisfies Catalogue;
