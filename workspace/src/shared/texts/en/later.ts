import accounts from "./accounts.ts";
import availability from "./availability.ts";
import audit from "./audit.ts";
import bulk from "./bulk.ts";
import channels from "./channels.ts";
import composer from "./composer.ts";
import conversation from "./conversation.ts";
import people from "./people.ts";
import pipelines from "./pipelines.ts";
import prepared from "./prepared.ts";
import properties from "./properties.ts";
import routing from "./routing.ts";
import reasons from "./reasons.ts";
import settings from "./settings.ts";
import sidebar from "./sidebar.ts";
import search from "./search.ts";
import work from "./work.ts";
import contact from "./contact.ts";
import deliveries from "./deliveries.ts";
import flaws from "./flaws.ts";
import staff from "./staff.ts";
import tokens from "./tokens.ts";
import views from "./views.ts";
import webhooks from "./webhooks.ts";
import forms from "./forms.ts";
import inserts from "./inserts.ts";
import notes from "./notes.ts";
import waiting from "./waiting.ts";
import deskdrafts from "./deskdrafts.ts";

/** What the screens say that are loaded when they are needed. */
export default {
  ...accounts,
  ...availability,
  ...audit,
  ...bulk,
  ...channels,
  ...composer,
  ...conversation,
  ...reasons,
  ...routing,
  ...settings,
  ...sidebar,
  ...search,
  ...work,
  ...people,
  ...pipelines,
  ...prepared,
  ...properties,
  ...forms,
  ...inserts,
  ...notes,
  ...waiting,
  ...deskdrafts,
  ...staff,
  ...tokens,
  ...views,
  ...webhooks,
  ...contact,
  ...deliveries,
  ...flaws,
};
