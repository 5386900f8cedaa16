import { Store } from "../shared/store.ts";

/** The connection does not come about, by something between this browser and the desk: the page asks by itself. */
export const unreached = new Store(false);
