/** For lists that are short in any desk: all pages, one after the other. */
export async function everyPage<T>(page: (cursor?: string) => Promise<[T[], string | null]>): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const [items, next] = await page(cursor);
    all.push(...items);
    if (next === null) return all;
    cursor = next;
  }
}
