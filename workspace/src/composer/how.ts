import type { PipelineStatus } from "../api/queries/pipelines.ts";

/** Beside now and as it is: with the ticket's next status, or not before a moment. */
export type How = { into?: PipelineStatus; moment?: number };

export type Send = (how?: How) => void;
