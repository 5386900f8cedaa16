/** For lists that are short in most desks: all pages, one after the other. `onPage` is given what is there so far. */
export async function everyPage<T>(
  page: (cursor?: string) => Promise<[T[], string | null]>,
  onPage?: (soFar: T[]) => void,
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const [items, next] = await page(cursor);
    all.push(...items);
    if (next === null) return all;
    onPage?.([...all]);
    cursor = next;
  }
}
