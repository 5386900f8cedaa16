/** The id of an account, if this may be one: from an address that anybody may have written. */
export const accountIdOf = (value: unknown): string | undefined =>
  /^\d{1,19}$/.test(String(value ?? "")) ? String(value) : undefined;
