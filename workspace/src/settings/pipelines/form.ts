import type { Schemas } from "../../api/client.ts";
import type { Pipeline, PipelineStatus } from "../../api/queries/pipelines.ts";
import { changes } from "../../shared/merged.ts";

export type StatusForm = {
  /** A new one's begins with `+` until it is saved: others refer to it already. */
  id: string;
  name: string;
  category: PipelineStatus["category"];
  required: string[];
  /** Null: each other one may follow. */
  next: string[] | null;
  who: PipelineStatus["who"];
  /** With `teams`: whose members may move a ticket there. */
  teams: string[];
};

export type PipelineForm = {
  name: string;
  isDefault: boolean;
  statuses: StatusForm[];
  /** Empty: the ticket stays as it is. */
  onCustomer: string;
  onReply: string;
  /** Where the tickets of deleted statuses go. */
  moves: Record<string, string>;
};

export const CATEGORIES = ["open", "waiting", "closed"] as const;
export const isNew = (status: StatusForm): boolean => status.id.startsWith("+");

export const newStatus = (key: string, category: StatusForm["category"] = "open"): StatusForm => ({
  id: `+${key}`,
  name: "",
  category,
  required: [],
  next: null,
  who: "anybody",
  teams: [],
});

export function formOf(pipeline: Pipeline | undefined, names: readonly [string, string] = ["", ""]): PipelineForm {
  const begun = [newStatus("1"), newStatus("2", "closed")].map((each, at) => ({ ...each, name: names[at]! }));
  if (!pipeline) return { name: "", isDefault: false, statuses: begun, onCustomer: "", onReply: "", moves: {} };
  return {
    name: pipeline.name,
    isDefault: pipeline.is_default,
    statuses: pipeline.statuses.map(
      ({ required_properties: required, next_status_ids: next, team_ids: teams, ...each }) => ({
        ...each,
        required,
        next,
        teams,
      }),
    ),
    onCustomer: pipeline.on_customer_message ?? "",
    onReply: pipeline.on_reply ?? "",
    moves: {},
  };
}

/** Nothing refers to it any more. */
export function without(form: PipelineForm, id: string): PipelineForm {
  const rule = (chosen: string) => (chosen === id ? "" : chosen);
  const { [id]: _, ...moves } = form.moves;
  return {
    ...form,
    statuses: form.statuses
      .filter((each) => each.id !== id)
      .map((each) => ({ ...each, next: each.next?.filter((next) => next !== id) ?? null })),
    onCustomer: rule(form.onCustomer),
    onReply: rule(form.onReply),
    moves: Object.fromEntries(Object.entries(moves).filter(([, to]) => to !== id)),
  };
}

/** Those that were there and are left out. */
export const removed = (form: PipelineForm, before: Pipeline | undefined): PipelineStatus[] =>
  before?.statuses.filter(({ id }) => !form.statuses.some((each) => each.id === id)) ?? [];

/** `Waiting on us` becomes `waiting_on_us`: programs know a status by its id. */
export function idFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const base =
    plain
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, "")
      .slice(0, 50) || "status";
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}_${n}`;
    if (!taken.has(id)) return id;
  }
}

/** As the API takes it, with ids for the new statuses. */
export function bodyOf(form: PipelineForm, before?: Pipeline): Required<Schemas["PipelineIn"]> {
  const ids = new Map<string, string>();
  const taken = new Set([...form.statuses, ...(before?.statuses ?? [])].map(({ id }) => id));
  for (const status of form.statuses.filter(isNew)) {
    const id = idFor(status.name, taken);
    taken.add(id);
    ids.set(status.id, id);
  }
  const known = (id: string) => ids.get(id) ?? id;
  return {
    name: form.name.trim(),
    is_default: form.isDefault,
    statuses: form.statuses.map(({ id, name, category, required, next, who, teams }) => ({
      id: known(id),
      name: name.trim(),
      category,
      required_properties: required,
      next_status_ids: next?.map(known) ?? null,
      who,
      team_ids: who === "teams" ? teams : [],
    })),
    on_customer_message: form.onCustomer ? known(form.onCustomer) : null,
    on_reply: form.onReply ? known(form.onReply) : null,
  };
}

/** Only what differs, and where the tickets of deleted statuses go. */
export function patchOf(form: PipelineForm, before: Pipeline): Schemas["PipelinePatchIn"] {
  const body = bodyOf(form, before);
  const gone = removed(form, before);
  const ids = new Map(form.statuses.map((each, at) => [each.id, body.statuses[at]!.id!]));
  const moves = gone.map(({ id }) => [id, ids.get(form.moves[id] ?? "") ?? ""]);
  return {
    ...changes(body, bodyOf(formOf(before), before)),
    ...(gone.length > 0 && { moves: Object.fromEntries(moves) as Record<string, string> }),
  };
}

/** Whether it can be sent: names are there, and each deleted status says where its tickets go. */
export const isWhole = (form: PipelineForm, before: Pipeline | undefined): boolean =>
  Boolean(form.name.trim()) &&
  form.statuses.every(({ name }) => name.trim()) &&
  removed(form, before).every(({ id }) => form.moves[id]);
