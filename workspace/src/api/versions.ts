import { Problem } from "./problems.ts";

/** The condition that nobody has changed it since it was read. */
export const unchanged = ({ version }: { version: number }) => ({ "if-match": `"${version}"` });

export const differs = (error: unknown): boolean =>
  error instanceof Problem && error.status === 412 && error.code === "version_differs";
