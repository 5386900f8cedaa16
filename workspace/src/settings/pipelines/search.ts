/** `job`: what moves the tickets of a pipeline that was deleted, and is not in the list any more. */
export const pipelinesSearch = (given: Record<string, unknown>): { job?: string | undefined } => ({
  job: typeof given["job"] === "string" && /^[\w-]{1,64}$/.test(given["job"]) ? given["job"] : undefined,
});
