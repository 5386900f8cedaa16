import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../client.ts";

export type ApiToken = Schemas["ApiTokenOut"];

export const listApiTokens = () =>
  queryOptions({
    queryKey: ["listApiTokens"],
    queryFn: async ({ signal }) => (await answer(api.GET("/api-tokens", { signal }))).api_tokens,
  });

export async function tokensChanged(queries: QueryClient): Promise<void> {
  await Promise.all(["listApiTokens", "listAuditEvents"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
}
