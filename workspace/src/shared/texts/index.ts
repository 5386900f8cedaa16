import { language, type Language } from "../preferences.ts";
import en from "./en/index.ts";
import type enLater from "./en/later.ts";

/** A text, or its forms by the plural of `n`. Names in braces are filled in. */
export type Message = string | { one?: string; other: string };
export type Catalogue = Record<Key, Message>;
export type Key = keyof English;

type English = typeof en & typeof enLater;

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Form<M> = M extends string ? M : M extends { other: infer O } ? O : never;
type Values<K extends Key> = Record<Names<Form<English[K]>>, string | number>;

/** English comes in two parts: nobody waits for the words of screens that they have not opened. */
const LOADERS: Record<Language, { first(): Promise<Partial<Catalogue>>; later(): Promise<Partial<Catalogue>> }> = {
  en: { first: async () => en, later: async () => (await import("./en/later.ts")).default },
  nl: { first: async () => (await import("./nl/index.ts")).default, later: async () => ({}) },
};
let catalogue: Partial<Catalogue> = en;

/** Call before the first text is shown. */
export async function loadTexts(): Promise<void> {
  catalogue = await LOADERS[language.get()].first();
}

/** Call before a screen is shown that is loaded when it is needed. */
export async function loadLaterTexts(): Promise<void> {
  const more = await LOADERS[language.get()].later();
  catalogue = { ...catalogue, ...more };
}

/** Call after the language changed, before anything is rendered anew. */
export async function loadAllTexts(): Promise<void> {
  const { first, later } = LOADERS[language.get()];
  catalogue = { ...(await first()), ...(await later()) };
}

/** The text in the reader's language. */
export function t<K extends Key>(
  key: K,
  ...values: [Names<Form<English[K]>>] extends [never] ? [] : [Values<K>]
): string {
  return filled(catalogue[key] ?? "", language.get(), values[0] ?? {});
}

/** Whether there is a text: a code of the API may be newer than the page. */
export const has = (key: string): key is Key => Object.hasOwn(catalogue, key);

export function filled(message: Message, tag: string, values: Record<string, string | number>): string {
  const form = typeof message === "string" ? message : chosen(message, tag, values["n"]);
  return form.replace(/{(\w+)}/g, (_, name: string) => shown(values[name], tag));
}

function chosen(forms: { one?: string; other: string }, tag: string, n: string | number | undefined): string {
  return new Intl.PluralRules(tag).select(Number(n)) === "one" && forms.one !== undefined ? forms.one : forms.other;
}

const shown = (value: string | number | undefined, tag: string): string =>
  typeof value === "number" ? new Intl.NumberFormat(tag).format(value) : (value ?? "");
