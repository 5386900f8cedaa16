import { lazyRouteComponent as lazily } from "@tanstack/react-router";
import { loadLaterTexts } from "../shared/texts/index.ts";

/** A part of the page that is loaded when it is needed, and what it says with it. */
export const later =
  <T>(load: () => Promise<T>) =>
  async (): Promise<T> =>
    (await Promise.all([load(), loadLaterTexts()]))[0];

export const lazyRouteComponent: typeof lazily = (load, name) => lazily(later(load), name);
