import Paperclip from "lucide-react/icons/paperclip";
import ListChecks from "lucide-react/icons/list-checks";
import UsersRound from "lucide-react/icons/users-round";
import { useRef, type ReactNode } from "react";
import { t } from "../shared/texts/index.ts";
import type { Carried } from "./carried.ts";
import { newChoice } from "./Choices.tsx";
import type { Sheet } from "./sheet.ts";
import { Tool } from "./Tool.tsx";
import tools from "./tools.module.css";

type Props = {
  sheet: Sheet;
  carried: Carried;
  asked: boolean;
  onAsk(asked: boolean): void;
  onFiles(files: File[]): void;
  children: ReactNode;
};

/** What a message can have beside its text. */
export function AddTools({ sheet, carried, asked, onAsk, onFiles, children }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const limits = carried.attachments;
  return (
    <div className={tools.group}>
      {takesFiles(carried) && (
        <>
          <Tool label={t("composer.attach")} onClick={() => picker.current?.click()}>
            <Paperclip size={16} />
          </Tool>
          <input
            ref={picker}
            type="file"
            hidden
            multiple={limits.max_file_count !== 1}
            accept={limits.file_mime_types.join() || undefined}
            aria-label={t("composer.attach")}
            onChange={({ target }) => {
              onFiles([...(target.files ?? [])]);
              target.value = "";
            }}
          />
        </>
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
        <Tool label={t("composer.recipients.add")} aria-expanded={asked} onClick={() => onAsk(!asked)}>
          <UsersRound size={16} />
        </Tool>
      )}
      {children}
    </div>
  );
}

export const takesFiles = ({ attachments }: Carried): boolean =>
  attachments.types.includes("FILE") && attachments.max_file_count !== 0;
