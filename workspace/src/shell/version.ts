import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import { readConfig, type Config } from "../shared/config.ts";

export const ConfigContext = createContext<Config | null>(null);

const EVERY_MS = 5 * 60_000;

/** Whether another version was deployed since this tab was opened. */
export function useNewVersion(): boolean {
  const started = use(ConfigContext);
  const { data } = useQuery({
    queryKey: ["config"],
    queryFn: readConfig,
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS,
    initialData: started ?? undefined,
  });
  return data?.version !== started?.version;
}
