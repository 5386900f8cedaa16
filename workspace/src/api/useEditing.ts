import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useKept } from "../shared/kept.ts";
import { merged } from "../shared/merged.ts";
import { Problem } from "./problems.ts";
import { differs } from "./versions.ts";
import { newWish, wishFor } from "./wish.ts";

type Given<T, F> = {
  /** Under which what was typed is kept in this tab. */
  name: string;
  /** What was read; nothing for something new. */
  found: T | undefined;
  formOf(found: T | undefined): F;
  /** `key`: the Idempotency-Key of something new. */
  send(form: F, before: T | undefined, key: string): Promise<T>;
  /** What is there now. */
  newest(): Promise<T>;
  onSaved(saved: T): Promise<void> | void;
};

/** A form of something with a version: somebody else's change in between is said, not written over. */
export function useEditing<T extends { version: number }, F extends object>(given: Given<T, F>) {
  const { name, found, formOf } = given;
  const [before, setBefore] = useState(found);
  const [form, setForm, forget] = useKept<F>(`${name}.${before?.version ?? "new"}`, formOf(before));
  const [tried, setTried] = useState(0);
  const [shows, setShows] = useState(0);
  const wish = useRef(newWish());
  const save = useMutation({
    mutationFn: () => {
      const { key } = (wish.current = wishFor(wish.current, form));
      return given.send(form, before, key);
    },
    onSuccess: async (saved) => {
      setForm(formOf(saved));
      forget();
      setBefore(saved);
      setTried(0);
      await given.onSaved(saved);
    },
  });
  const newest = useMutation({ mutationFn: given.newest, onSuccess: () => save.reset() });
  const show = (there: T, next: F) => {
    setForm(next);
    forget();
    setBefore(there);
    setShows(shows + 1);
  };
  return {
    before,
    isNew: !before,
    form,
    tried: tried > 0,
    /** Counts what came from elsewhere than the fields: an editor of its own is then made anew. */
    shows,
    changed: JSON.stringify(form) !== JSON.stringify(formOf(before)),
    error: save.error ?? newest.error,
    problem: save.error instanceof Problem ? save.error : undefined,
    differs: differs(save.error),
    saving: save.isPending,
    saved: save.isSuccess,
    /** Changes with every refusal. */
    refusal: save.error ?? (tried || undefined),
    change: (part: Partial<F>) => setForm({ ...form, ...part }),
    /** `whole`: nothing is missing that can be told without the API. */
    submit: (whole: boolean) => {
      setTried(tried + 1);
      if (whole) save.mutate();
    },
    takeTheirs: () => newest.mutate(undefined, { onSuccess: (there) => show(there, formOf(there)) }),
    keepMine: () =>
      newest.mutate(undefined, { onSuccess: (there) => show(there, merged(form, formOf(before), formOf(there))) }),
  };
}

export type Editing = Omit<ReturnType<typeof useEditing>, "form" | "change" | "before">;
