import { QueryClient } from "@tanstack/react-query";
import { pause } from "./connection.ts";
import { Problem } from "./problems.ts";

const passing = (error: unknown) => error instanceof Problem && error.passing;

/** Whoever waits for the next try need not wait longer once the computer is back in its network. */
export function resumeWhenOnline(queries: QueryClient): () => void {
  const resume = () => void queries.refetchQueries({ predicate: ({ state }) => state.fetchFailureCount > 0 });
  addEventListener("online", resume);
  return () => removeEventListener("online", resume);
}

/** A read is repeated while its trouble passes; a write never by itself: whoever asked for it decides. */
export function queryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        networkMode: "always",
        retry: (_, error) => passing(error),
        retryDelay: (attempt) => pause(attempt),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
