/** The server's time. A computer whose clock is wrong by an hour would show each age wrong by an hour. */
const TOLERATED_MS = 60_000;
let ahead = 0;

/** Call with the `Date` of each response. */
export function synchronise(date: string | null, local = Date.now()): void {
  const server = date ? Date.parse(date) : NaN;
  if (Number.isNaN(server)) return;
  ahead = Math.abs(server - local) > TOLERATED_MS ? server - local : 0;
}

export const now = (): number => Date.now() + ahead;
