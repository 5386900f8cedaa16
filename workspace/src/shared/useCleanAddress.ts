import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

type Listed = { data?: readonly { id: string }[] | undefined; isFetching: boolean };

/** Whether nobody has this id. A list that is being read, or could not be, decides nothing. */
export const isUnknown = (id: string | undefined, { data, isFetching }: Listed): boolean =>
  id !== undefined && data !== undefined && !isFetching && !data.some((each) => each.id === id);

export const without = (search: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name)));

/** The address says what is shown: what turned out to be unknown goes from it, and is no step back. */
export function useCleanAddress(unknown: Record<string, boolean>): void {
  const router = useRouter();
  const names = Object.keys(unknown)
    .filter((name) => unknown[name])
    .join();
  useEffect(() => {
    if (!names) return;
    const search = (all: object) => without(all, names.split(","));
    void router.navigate({ to: ".", search: search as never, replace: true });
  }, [router, names]);
}
