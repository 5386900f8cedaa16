import { Store } from "../shared/store.ts";
import { followDrafts, keepDraft, readDraft } from "../shared/drafts.ts";
import { docOf, joined, trimmed } from "./doc.ts";
import { heardFiles, isEmpty, kept, newDraft, restored, type Draft } from "./draft.ts";
import { htmlOf } from "./html.ts";

const KEEP_AFTER_MS = 300;

/** What is being written in one conversation. It lives as long as the page, so that a file goes on while one looks
 * at another ticket. */
export class Sheet {
  readonly id: string;
  readonly draft: Store<Draft>;
  /** Counts what came from elsewhere than the editor, which then shows it. */
  readonly loads = new Store(0);
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(id: string) {
    this.id = id;
    this.draft = new Store(restored(readDraft(id)) ?? newDraft());
  }

  /** By the person who writes. */
  change(part: Partial<Draft>): void {
    this.draft.set({ ...this.draft.get(), ...part, at: Date.now() });
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.keep(), KEEP_AFTER_MS);
  }

  /** The same in another form. */
  adopt(part: Partial<Draft>): void {
    this.draft.set({ ...this.draft.get(), ...part });
  }

  /** From elsewhere: the editor follows. */
  load(draft: Draft): void {
    this.draft.set(draft);
    this.loads.set(this.loads.get() + 1);
  }

  /** Empty again, because it was sent. */
  clear(): void {
    this.load(newDraft());
    this.keep();
  }

  /** What was sent comes back, before what has been written since. */
  takeBack(back: Draft): void {
    const now = this.draft.get();
    if (isEmpty(now)) this.load({ ...back, at: Date.now() });
    else
      this.load({
        ...now,
        text: `${back.text}\n\n${now.text}`,
        ...together(back, now),
        files: [...back.files, ...now.files],
        choices: now.choices.length > 0 ? now.choices : back.choices,
        recipients: now.recipients.length > 0 ? now.recipients : back.recipients,
        at: Date.now(),
      });
    this.keep();
  }

  keep = (): void => {
    clearTimeout(this.#later);
    this.#later = undefined;
    const draft = this.draft.get();
    const text = isEmpty(draft) ? null : kept(draft);
    if (text !== readDraft(this.id)) keepDraft(this.id, text);
  };

  /** Another tab has written: the newest wins, unless something newer is here and not kept yet. */
  heard(text: string | null): void {
    if (this.#later !== undefined) return;
    const draft = restored(text) ?? newDraft();
    this.load({ ...draft, files: heardFiles(this.draft.get().files, draft.files) });
  }
}

/** What has no document yet is joined as HTML: the editor makes one of both. */
function together(one: Draft, other: Draft): Pick<Draft, "doc" | "html"> {
  if ([one, other].some(({ doc, html }) => !doc && html)) return { doc: null, html: asHtml(one) + asHtml(other) };
  return { doc: joined(one.doc ?? docOf(one.text), other.doc ?? docOf(other.text)), html: null };
}

const asHtml = ({ doc, html, text }: Draft): string => (!doc && html) || htmlOf(trimmed(doc ?? docOf(text)));

const sheets = new Map<string, Sheet>();

export function sheetOf(id: string): Sheet {
  const sheet = sheets.get(id) ?? new Sheet(id);
  sheets.set(id, sheet);
  return sheet;
}

/** Notes have a sheet of their own: what is written in one never becomes the other. */
export const noteSheetOf = (conversation: string): Sheet => sheetOf(`${conversation}.note`);

followDrafts((conversation, text) => sheets.get(conversation)?.heard(text));
globalThis.addEventListener?.("pagehide", () => sheets.forEach((sheet) => sheet.keep()));
