import type { QueryClient } from "@tanstack/react-query";
import { outgoing } from "../api/outgoing.ts";
import { Problem } from "../api/problems.ts";
import { dropOwn, listDrafts, saveDraft, type DeskDraft, type DraftContent } from "../api/queries/drafts.ts";
import { Store } from "../shared/store.ts";
import { compared } from "./compared.ts";
import { isEmpty, newDraft, type Draft } from "./draft.ts";
import { bodyOf, type Frame } from "./frame.ts";
import { fromDesk } from "./fromdesk.ts";
import { putBefore } from "./shareddraft.ts";
import type { Sheet } from "./sheet.ts";

const SAVE_AFTER_MS = 2000;
/** Saves without an answer that are remembered. */
const MOST_ASKED = 4;

/** The desk's copy of what is being written. This browser's own copy is always the first: nothing here can lose it. */
export class DeskCopy {
  /** What was written elsewhere, while something else was written here: somebody has to choose. */
  readonly conflict = new Store<DeskDraft | null>(null);
  frame: Frame | undefined;
  #sheet: Sheet;
  #queries: QueryClient;
  #later: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #saves = 0;
  /** Versions up to this were sent. */
  #gone = 0;
  #last: { key: string; version: number } | undefined;

  constructor(sheet: Sheet, queries: QueryClient) {
    this.#sheet = sheet;
    this.#queries = queries;
    sheet.draft.follow(() => {
      clearTimeout(this.#later);
      this.#later = setTimeout(() => void this.save(), SAVE_AFTER_MS);
    });
  }

  /** One at a time; what was written meanwhile goes with the next one. */
  save = async (): Promise<void> => {
    clearTimeout(this.#later);
    if (this.#running) await this.#running;
    this.#running = this.#save().finally(() => (this.#running = undefined));
    await this.#running;
  };

  async #save(): Promise<void> {
    const draft = this.#sheet.draft.get();
    const { desk } = draft;
    if (!this.frame || this.conflict.get()) return;
    try {
      if (isEmpty(draft)) {
        if (desk && !desk.shared) await dropOwn(this.#sheet.id, desk.version);
        if (desk) this.#adopt(draft, null);
        return;
      }
      const body = bodyOf(draft, this.frame);
      const said = JSON.stringify(body);
      if ((!body.text && !body.attachments?.length) || desk?.said === said) return;
      if (desk && desk.said === null && desk.at === draft.at) return this.#adopt(draft, { ...desk, said });
      this.#ask(body);
      const stored = await saveDraft(this.#sheet.id, body, desk?.version ?? null, desk?.shared);
      this.#adopt(draft, { version: stored.version, said, at: draft.at, shared: desk?.shared ?? false });
    } catch (error) {
      // Offline, refused or ended: it is kept here. Another version: somebody chooses.
      if (error instanceof Problem && error.status === 412) void this.look();
    }
  }

  /** Kept before the answer: the page may be left meanwhile, and then finds its own words at the desk. */
  #ask(body: DraftContent): void {
    this.#sheet.adopt({ asked: [...this.#sheet.draft.get().asked, body].slice(-MOST_ASKED) });
    clearTimeout(this.#later);
    this.#sheet.keep();
  }

  #adopt(of: Draft, desk: Draft["desk"]): void {
    this.#saves += 1;
    if (this.#sheet.draft.get().key !== of.key) {
      // It was sent meanwhile.
      this.#last = desk ? { key: of.key, version: desk.version } : undefined;
      return;
    }
    this.#sheet.adopt({ desk, asked: [] });
    clearTimeout(this.#later);
    if (this.#sheet.draft.get().at !== of.at) this.#later = setTimeout(() => void this.save(), SAVE_AFTER_MS);
    this.#sheet.keep();
  }

  /** The version that a reply takes with it, once all that was written is saved or not. */
  async versionOf({ key, desk }: Draft): Promise<{ version: number; shared?: true } | undefined> {
    await this.settled();
    const version = this.#last?.key === key ? this.#last.version : desk?.version;
    return version === undefined ? undefined : { version, ...(desk?.shared ? { shared: true } : {}) };
  }

  settled = async (): Promise<void> => this.#running;

  sent(version: number | undefined): void {
    this.#gone = Math.max(this.#gone, version ?? 0);
    void this.#queries.invalidateQueries(listDrafts(this.#sheet.id));
  }

  /** What the desk has: from another machine, or sent and dropped there. */
  look = async (): Promise<void> => {
    const saves = this.#saves;
    const read = await this.#queries.fetchQuery(listDrafts(this.#sheet.id)).catch(() => undefined);
    const leaving = outgoing
      .get()
      .some(({ conversation_id, refusal }) => conversation_id === this.#sheet.id && !refusal);
    if (!read || leaving || this.#running || saves !== this.#saves) return;
    await this.#compare(read.find(({ owner_id, state }) => owner_id === this.frame?.me && state === "editing"));
  };

  async #compare(mine: DeskDraft | undefined): Promise<void> {
    const draft = this.#sheet.draft.get();
    if (!this.frame || draft.desk?.shared || (mine && mine.version <= this.#gone)) return;
    const found = compared(draft, this.frame, mine);
    if (!mine) {
      if (found.is === "gone") this.#sheet.load(newDraft());
      else if (draft.desk) this.#sheet.adopt({ desk: null });
      this.#sheet.keep();
    } else if (found.is === "own") {
      this.#adopt(draft, { version: mine.version, said: found.said, at: draft.at, shared: false });
      void this.save();
    } else if (found.is === "newer") await this.take(mine);
    else if (found.is === "conflict") this.conflict.set(mine);
  }

  /** One's own: it takes the place of what is here; or comes before it. Nothing changes if the desk is not reached: the
   * next look finds it again. */
  async take(from: DeskDraft, both = false): Promise<void> {
    const draft = await fromDesk(this.#queries, from).catch(() => undefined);
    if (!draft) return;
    this.conflict.set(null);
    if (both) return putBefore(this.#sheet, draft, draft.desk);
    this.#sheet.load(draft);
    this.#sheet.keep();
  }

  /** What is here takes the place of the other. */
  keepHere({ version }: DeskDraft): void {
    this.conflict.set(null);
    const { at } = this.#sheet.draft.get();
    this.#sheet.adopt({ desk: { version, said: "", at, shared: false } });
    void this.save();
  }
}
