import { Store } from "./store.ts";

/** False until the first screen has what it is for. What only adorns it is asked for behind that: on a cold desk,
 * each request at the same time would wait for a server of its own. */
export const begun = new Store(false);
