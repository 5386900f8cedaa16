import Paperclip from "lucide-react/icons/paperclip";
import ListChecks from "lucide-react/icons/list-checks";
import UsersRound from "lucide-react/icons/users-round";
import { useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { announce } from "../shared/announce.ts";
import { useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { attach } from "./attach.ts";
import type { Carried } from "./carried.ts";
import { Choices, newChoice } from "./Choices.tsx";
import { Counter } from "./Counter.tsx";
import { DropCover } from "./DropCover.tsx";
import { Editor, type Handle } from "./Editor.tsx";
import { AttachedFiles } from "./AttachedFiles.tsx";
import { hindranceOf, onlyWaits } from "./hindrance.ts";
import { contentOf, isSendable, type Content } from "./message.ts";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import { Recipients } from "./Recipients.tsx";
import { SendButton } from "./SendButton.tsx";
import type { Sheet } from "./sheet.ts";
import { Tool } from "./Tool.tsx";
import tools from "./tools.module.css";
import { useDraft } from "./useDraft.ts";
import { useDrop } from "./useDrop.ts";
import css from "./writing.module.css";

export type Send = (into?: PipelineStatus) => void;

type Props = {
  sheet: Sheet;
  carried: Carried;
  label: string;
  placeholder: string;
  sendLabel: string;
  above?: ReactNode;
  busy?: boolean;
  onReady?(handle: Handle): void;
  onWrite?(): void;
  /** More ways to send, beside the button. */
  sendMenu?(send: Send, disabled: boolean, within: RefObject<Element | null>): ReactNode;
  onSend(content: Content, into?: PipelineStatus): void;
};

/** The editor with all that this channel carries: for a reply, and for the first message. */
export function Writing({ sheet, carried, label, placeholder, sendLabel, above, busy, ...on }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const described = useId();
  const limits = carried.attachments;
  const takesFiles = limits.types.includes("FILE") && limits.max_file_count !== 0;
  const [asked, setAsked] = useState(false);
  const others = useDraft(sheet, (draft) => draft.recipients.length);
  const hindrance = useDraft(sheet, (draft) => hindranceOf(draft, carried));
  const wrong = useDraft(sheet, (draft) => !onlyWaits(draft, carried));
  const sendable = useDraft(sheet, isSendable);

  const add = (files: File[]) => {
    if (takesFiles) attach(sheet, files, limits);
    else announce(t("composer.files.not"));
  };
  const over = useDrop(root, ({ files, folders }) => {
    if (files.length > 0) add(files);
    if (folders > 0) announce(t("composer.drop.folder"));
  });
  const send: Send = (into) => {
    const draft = sheet.draft.get();
    const why = hindranceOf(draft, carried);
    if (why) announce(why);
    else if (isSendable(draft) && !busy) on.onSend(contentOf(draft, carried), into);
  };
  useKey("send", () => send(), true, root);

  const buttons = (
    <>
      <div className={tools.group}>
        {takesFiles && (
          <Tool label={t("composer.attach")} onClick={() => picker.current?.click()}>
            <Paperclip size={16} />
          </Tool>
        )}
        {carried.quick_replies && (
          <Tool
            label={t("composer.choices.add")}
            onClick={() => sheet.change({ choices: [...sheet.draft.get().choices, newChoice()] })}
          >
            <ListChecks size={16} />
          </Tool>
        )}
        {carried.recipients.several && (
          <Tool label={t("composer.recipients.add")} aria-expanded={asked} onClick={() => setAsked(!asked)}>
            <UsersRound size={16} />
          </Tool>
        )}
      </div>
      <span className={css.end}>
        <Counter id={described} sheet={sheet} carried={carried} hindrance={hindrance} />
        <SendButton
          label={sendLabel}
          disabled={!sendable || hindrance !== undefined}
          busy={busy}
          onSend={() => send()}
          menu={on.sendMenu?.(send, !sendable || hindrance !== undefined, root)}
        />
      </span>
    </>
  );
  return (
    <div ref={root} className={css.box} data-wrong={wrong || undefined}>
      {above}
      {(asked || others > 0) && carried.recipients.several && (
        <Recipients sheet={sheet} types={carried.recipients.identifier_types} onClose={() => setAsked(false)} />
      )}
      <div className={css.editor}>
        <Editor
          sheet={sheet}
          carried={carried}
          label={label}
          placeholder={placeholder}
          describedBy={described}
          between={
            <>
              <AttachedFiles sheet={sheet} limits={limits} />
              <Choices sheet={sheet} />
            </>
          }
          tools={buttons}
          onReady={(handle) => on.onReady?.(handle)}
          onWrite={() => on.onWrite?.()}
          onSend={() => send()}
          onFiles={add}
        />
      </div>
      {takesFiles && (
        <input
          ref={picker}
          type="file"
          hidden
          multiple={limits.max_file_count !== 1}
          accept={limits.file_mime_types.join() || undefined}
          aria-label={t("composer.attach")}
          onChange={({ target }) => {
            add([...(target.files ?? [])]);
            target.value = "";
          }}
        />
      )}
      <DropCover over={over} limits={limits} taken={takesFiles} />
    </div>
  );
}
