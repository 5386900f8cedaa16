import type { SpotlightActionData, SpotlightActionGroupData } from "@mantine/spotlight";

const SHOWN = 14;

/** Entries by what they are called, then those of which something else has the words. */
export function fitting(query: string, groups: readonly SpotlightActionGroupData[]): SpotlightActionGroupData[] {
  const words = query.trim().toLowerCase();
  const has = (text: string | undefined) => text !== undefined && text.toLowerCase().includes(words);
  const all = groups.flatMap(({ group, actions }) => actions.map((action) => ({ group, action })));
  const named = all.filter(({ action }) => has(action.label));
  const others = all.filter(({ action }) => !has(action.label) && [action.description, ...keywords(action)].some(has));
  const found = new Map<string, SpotlightActionData[]>();
  for (const { group, action } of [...named, ...others].slice(0, SHOWN))
    found.set(group, [...(found.get(group) ?? []), action]);
  return [...found].map(([group, actions]) => ({ group, actions }));
}

const keywords = ({ keywords = [] }: SpotlightActionData): string[] => [keywords].flat();
