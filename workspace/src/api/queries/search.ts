import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type Sought = Omit<Schemas["SearchIn"], "limit" | "cursor">;
export type Hit = Schemas["HitOut"];

const PAGE = 25;

/** By words. While other words are looked for, what was found last stays. */
export const search = (sought: Sought) =>
  infiniteQueryOptions({
    queryKey: ["search", sought],
    queryFn: ({ pageParam: cursor, signal }) =>
      answer(api.POST("/search", { body: { ...sought, limit: PAGE, cursor }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    // All pages would be asked again.
    refetchOnWindowFocus: false,
  });
