const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** My changes of a form on what is there now: what I have not touched is theirs. */
export function merged<F extends object>(mine: F, before: F, theirs: F): F {
  const touched = Object.entries(mine).filter(([name, value]) => !same(value, before[name as keyof F]));
  return { ...theirs, ...Object.fromEntries(touched) };
}

/** Only what differs, by the names of the API. */
export function changes<B extends object>(now: B, before: B): Partial<B> {
  const different = Object.entries(now).filter(([name, value]) => !same(value, before[name as keyof B]));
  return Object.fromEntries(different) as Partial<B>;
}

/** In another order. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, at) => at !== from);
  rest.splice(to, 0, ...items.slice(from, from + 1));
  return rest;
}
