import { t } from "../shared/texts/index.ts";
import { Problem, words } from "./problems.ts";

/** Why something was not done, without what the fields named in `shown` say themselves. */
export function reason(error: unknown, shown: readonly string[]): string {
  if (!(error instanceof Problem)) return words(error);
  // Nothing is sent again by itself that changes something.
  if (error.passing) return t(error.status === 0 ? "problems.not_done.offline" : "problems.not_done.unavailable");
  if (error.errors.length === 0) return words(error);
  const left = error.errors.filter(({ field }) => !shown.some((each) => each === field || beginsWith(field, each)));
  const others = left.map(({ field, message }) => `${field}: ${message}`);
  return others.length < error.errors.length ? [t("problems.not_done.fields"), ...others].join(" ") : words(error);
}

const beginsWith = (field: string, beginning: string) => /[.[]$/.test(beginning) && field.startsWith(beginning);
