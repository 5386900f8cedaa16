import { flawText, textOf, type Flaw } from "./reasons.ts";
import { t } from "../shared/texts/index.ts";

type FieldProblem = Flaw & { capability?: string | null };

/** Anything but a success: what the API said (RFC 9457), or that it was not reached. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly errors: readonly FieldProblem[];
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** What this code says beside that, by its name. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    status: number,
    detail: string,
    errors: readonly FieldProblem[] = [],
    context = {},
    more = {},
  ) {
    super(detail);
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.context = context;
    this.more = more;
  }

  static of(response: Response, body: unknown): Problem {
    const said = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === "string" ? value : "");
    return new Problem(
      text(said["code"]) || `http_${response.status}`,
      response.status,
      text(said["detail"]) || text(said["title"]),
      (Array.isArray(said["errors"]) ? (said["errors"] as FieldProblem[]) : []).map(inWords),
      said["context"] as Record<string, string[]> | undefined,
      said,
    );
  }

  static offline(): Problem {
    return new Problem("offline", 0, "");
  }

  static signedOut(): Problem {
    return new Problem("not_authenticated", 401, "");
  }

  /** Whether the same call may work in a moment. */
  get passing(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status);
  }

  /** What the API says about one field. */
  at(field: string): string | undefined {
    return this.errors.find((each) => each.field === field)?.message;
  }
}

const inWords = (flaw: FieldProblem): FieldProblem => ({ ...flaw, message: flawText(flaw) });

/** What is wrong is said by each field; the code only says that something is. */
const FIELDS_SAY_MORE = ["invalid_request", "invalid_credentials", "credentials_refused", "not_carried"];

/** For people: ours where we know better than the API, else the API's own words. */
export function words(error: unknown): string {
  if (!(error instanceof Problem)) return t("problems.unexpected");
  if (error.status === 0) return t("problems.offline");
  if (error.status === 401) return t("problems.signed_out");
  if (error.status === 403) return textOf(error.code) ?? t("problems.forbidden");
  if (error.status === 429) return t("problems.busy");
  if (error.status >= 500) return t(error.passing ? "problems.unavailable" : "problems.failed");
  const fields = new Set(error.errors.map((each) => each.message));
  const said = textOf(error.code);
  if (said) return [said, ...(FIELDS_SAY_MORE.includes(error.code) ? fields : [])].join(" ");
  return [error.message, ...fields].filter(Boolean).join(" ") || t("problems.unexpected");
}
