import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../api/problems.ts";
import { preview, type Preview, type Wanted } from "../api/queries/prepared.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";
import type { Draft, Upload } from "./draft.ts";
import type { Handle } from "./Editor.tsx";
import type { Sheet } from "./sheet.ts";

type Asked = { what: Wanted; name: string };
/** What became of it, where the channel does not carry all of it. */
export type Outcome = Pick<Preview, "lost" | "refused"> & { name: string; before: Draft; after: Draft };

/** Brings prepared content to the caret, as this channel carries it. */
export function useInserting(sheet: Sheet, editor: () => Handle | null) {
  const [outcome, setOutcome] = useState<Outcome>();
  const insert = useMutation({
    mutationFn: ({ what }: Asked) => preview(sheet.id, what),
    onMutate: () => setOutcome(undefined),
    onSuccess: (found, { name }) => {
      const before = sheet.draft.get();
      place(found, sheet, editor());
      announce(t("inserts.done", { name }));
      const { lost, refused } = found;
      if (lost.length + refused.length > 0) setOutcome({ name, lost, refused, before, after: sheet.draft.get() });
    },
  });
  const { error, variables } = insert;
  const lacks = error instanceof Problem && error.code === "placeholder_without_value";
  return {
    insert: (what: Wanted, name: string) => insert.mutate({ what, name }),
    pending: insert.isPending,
    outcome,
    name: variables?.name ?? "",
    error: lacks ? undefined : (error ?? undefined),
    /** The placeholders that somebody has to fill in. */
    missing: lacks ? error.errors.map(({ field }) => field) : [],
    fill(values: Record<string, string>) {
      if (!variables) return;
      const { what, name } = variables;
      insert.mutate({ what: { ...what, values: { ...what.values, ...values } }, name });
    },
    forget() {
      insert.reset();
      setOutcome(undefined);
      editor()?.focus();
    },
    takeOut({ before }: Outcome) {
      sheet.load({ ...before, at: Date.now() });
      sheet.keep();
      setOutcome(undefined);
      editor()?.focus();
    },
  };
}

export type Inserting = ReturnType<typeof useInserting>;

function place(found: Preview, sheet: Sheet, editor: Handle | null): void {
  if (found.text || found.rich_text) editor?.insert(found, 0);
  const files = found.files.map(
    ({ file_id, name, size, content_type, usage }): Upload => ({
      key: crypto.randomUUID(),
      id: file_id,
      name,
      size: size ?? 0,
      content_type,
      usage,
      state: "there",
      progress: 1,
    }),
  );
  if (files.length > 0) sheet.change({ files: [...sheet.draft.get().files, ...files] });
}
