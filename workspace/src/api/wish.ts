/** What was asked of the desk, and under which Idempotency-Key. `sent` is undefined until it was asked for. */
export type Wish = { key: string; sent?: string | undefined };

export const newWish = (): Wish => ({ key: crypto.randomUUID() });

/** The desk may have done what was asked, although its answer was lost: the same once more goes under the same key, and
 * is done once. Anything else is another wish. */
export function wishFor({ key, sent }: Wish, body: unknown): Required<Wish> {
  const said = JSON.stringify(body);
  return { key: sent === undefined || sent === said ? key : newWish().key, sent: said };
}
