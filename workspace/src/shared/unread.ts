import { Store } from "./store.ts";

/** How many tickets of the list that is on screen have something that was not seen. */
export const unreadTickets = new Store(0);
