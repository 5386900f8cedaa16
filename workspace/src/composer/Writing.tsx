import { Popover } from "@mantine/core";
import { useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { announce } from "../shared/announce.ts";
import { useKey } from "../shared/keys/index.ts";
import { t } from "../shared/texts/index.ts";
import { AddTools, takesFiles } from "./AddTools.tsx";
import { attach } from "./attach.ts";
import type { Carried } from "./carried.ts";
import { Choices } from "./Choices.tsx";
import { Counter } from "./Counter.tsx";
import { DropCover } from "./DropCover.tsx";
import { Editor, type Handle } from "./Editor.tsx";
import { AttachedFiles } from "./AttachedFiles.tsx";
import { hindranceOf, onlyWaits } from "./hindrance.ts";
import { contentOf, isSendable, type Content } from "./message.ts";
import { Recipients } from "./Recipients.tsx";
import { SendButton } from "./SendButton.tsx";
import type { How, Send } from "./how.ts";
import type { Sheet } from "./sheet.ts";
import { SuggestionList } from "./SuggestionList.tsx";
import { useDraft } from "./useDraft.ts";
import { useDrop } from "./useDrop.ts";
import { useSuggestions, type Source } from "./useSuggestions.ts";
import css from "./writing.module.css";

type Props = {
  sheet: Sheet;
  carried: Carried;
  label: string;
  placeholder: string;
  sendLabel: string;
  above?: ReactNode;
  /** Above the buttons, and among them: before Send, and with what can be added. */
  notice?: ReactNode;
  beside?(send: Send, disabled: boolean): ReactNode;
  more?: ReactNode;
  source?: Source;
  tone?: "note";
  busy?: boolean;
  onReady?(handle: Handle): void;
  onWrite?(): void;
  /** More ways to send, beside the button. */
  sendMenu?(send: Send, disabled: boolean, within: RefObject<Element | null>): ReactNode;
  onSend(content: Content, how?: How): void;
};

/** The editor with all that this channel carries: for a reply, and for the first message. */
export function Writing({ sheet, carried, label, placeholder, sendLabel, above, busy, ...on }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const handle = useRef<Handle>(null);
  const described = useId();
  const limits = carried.attachments;
  const taken = takesFiles(carried);
  const suggestions = useSuggestions(on.source, () => handle.current);
  const [asked, setAsked] = useState(false);
  const others = useDraft(sheet, (draft) => draft.recipients.length);
  const hindrance = useDraft(sheet, (draft) => hindranceOf(draft, carried));
  const wrong = useDraft(sheet, (draft) => !onlyWaits(draft, carried));
  const sendable = useDraft(sheet, isSendable);
  const disabled = !sendable || hindrance !== undefined;

  const add = (files: File[]) => {
    if (taken) attach(sheet, files, limits);
    else announce(t("composer.files.not"));
  };
  const over = useDrop(root, ({ files, folders }) => {
    if (files.length > 0) add(files);
    if (folders > 0) announce(t("composer.drop.folder"));
  });
  const send: Send = (how) => {
    const draft = sheet.draft.get();
    const why = hindranceOf(draft, carried);
    if (why) announce(why);
    else if (isSendable(draft) && !busy) on.onSend(contentOf(draft, carried), how);
  };
  useKey("send", () => send(), true, root);

  const buttons = (
    <>
      <AddTools sheet={sheet} carried={carried} asked={asked} onAsk={setAsked} onFiles={add}>
        {on.more}
      </AddTools>
      <span className={css.end}>
        <Counter id={described} sheet={sheet} carried={carried} hindrance={hindrance} />
        {on.beside?.(send, disabled)}
        <SendButton
          label={sendLabel}
          disabled={disabled}
          busy={busy}
          tone={on.tone}
          onSend={() => send()}
          menu={on.sendMenu?.(send, disabled, root)}
        />
      </span>
    </>
  );
  return (
    <div ref={root} className={css.box} data-wrong={wrong || undefined} data-tone={on.tone}>
      {above}
      {(asked || others > 0) && carried.recipients.several && (
        <Recipients sheet={sheet} types={carried.recipients.identifier_types} onClose={() => setAsked(false)} />
      )}
      <Popover
        opened={suggestions.open}
        onDismiss={suggestions.close}
        closeOnEscape={false}
        returnFocus={false}
        withRoles={false}
        position="top-start"
        shadow="md"
        width="min(26rem, 92vw)"
      >
        <Popover.Target>
          <div className={css.editor}>
            <Editor
              sheet={sheet}
              carried={carried}
              label={label}
              placeholder={placeholder}
              describedBy={described}
              between={
                <>
                  {on.notice}
                  <AttachedFiles sheet={sheet} limits={limits} />
                  <Choices sheet={sheet} />
                </>
              }
              tools={buttons}
              list={suggestions.list}
              onReady={(ready) => {
                handle.current = ready;
                on.onReady?.(ready);
              }}
              onWrite={() => on.onWrite?.()}
              onCaret={suggestions.onCaret}
              onKey={suggestions.onKey}
              onSend={() => send()}
              onFiles={add}
            />
          </div>
        </Popover.Target>
        <Popover.Dropdown p={4} role="dialog" aria-label={on.source?.label}>
          {on.source && <SuggestionList {...suggestions} {...on.source} onChoose={suggestions.choose} />}
        </Popover.Dropdown>
      </Popover>
      <DropCover over={over} limits={limits} taken={taken} />
    </div>
  );
}
