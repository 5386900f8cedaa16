import { ActionIcon, Menu } from "@mantine/core";
import Ellipsis from "lucide-react/icons/ellipsis";
import Pencil from "lucide-react/icons/pencil";
import Reply from "lucide-react/icons/reply";
import TextQuote from "lucide-react/icons/text-quote";
import SmilePlus from "lucide-react/icons/smile-plus";
import Trash from "lucide-react/icons/trash-2";
import { useRef, useState, type ComponentProps, type ReactNode } from "react";
import { words } from "../api/problems.ts";
import type { Message } from "../api/timelines.ts";
import { announce } from "../shared/announce.ts";
import { t } from "../shared/texts/index.ts";
import type { MessageTask } from "./Bubble.tsx";
import type { Changes } from "./changes.ts";
import { useDoing } from "./context.ts";
import css from "./toolbar.module.css";
import { useMessageChange } from "./useMessageChange.ts";

const USUAL = ["👍", "❤️", "🙏", "🎉", "😂", "😮", "😢", "✅"];

type Props = { message: Message; changes: Changes | undefined; onDo(doing: MessageTask): void };

/** What can be done with a message on this channel: nothing that the channel would refuse is offered. */
export function Toolbar({ message, changes, onDo }: Props) {
  const { abilities, answer, cite } = useDoing();
  if (!abilities || changes?.deletion) return null;
  const { edits, deletes, reactions, allowed_reactions } = abilities.changes;
  const out = message.direction === "out";
  const arrived = !out || ["SENT", "DELIVERED", "READ"].includes(message.status ?? "");
  const editable = out && arrived && edits && message.text !== "";
  const deletable = out && arrived && deletes;
  const cited = changes?.edits.at(-1) ?? message;
  const citable = abilities.can_reply && cited.text !== "";
  return (
    <div className={css.bar}>
      {arrived && abilities.can_reply && abilities.reply_to.allowed && (
        <Tool label={t("conversation.answer")} onClick={() => answer(message)}>
          <Reply size={16} />
        </Tool>
      )}
      {arrived && reactions && <ReactionMenu message={message} allowed={allowed_reactions} />}
      {(citable || editable || deletable) && (
        <Opened label={t("conversation.more")} icon={<Ellipsis size={16} />}>
          {citable && (
            <Menu.Item leftSection={<TextQuote size={15} />} onClick={() => cite(cited.id, null)}>
              {t("inserts.cite")}
            </Menu.Item>
          )}
          {editable && (
            <Menu.Item leftSection={<Pencil size={15} />} onClick={() => onDo("edit")}>
              {t("conversation.edit")}
            </Menu.Item>
          )}
          {deletable && (
            <Menu.Item leftSection={<Trash size={15} />} color="red" onClick={() => onDo("delete")}>
              {t("conversation.delete")}
            </Menu.Item>
          )}
        </Opened>
      )}
    </div>
  );
}

function ReactionMenu({ message, allowed }: { message: Message; allowed: readonly string[] }) {
  const change = useMessageChange(message);
  const add = (reaction: string) =>
    change.mutate({ type: "reaction_added", reaction }, { onError: (error) => announce(words(error)) });
  const choices = allowed.length > 0 ? allowed : USUAL;
  return (
    <>
      <Opened label={t("conversation.react")} icon={<SmilePlus size={16} />} className={css.choices}>
        {choices.map((reaction) => (
          <Menu.Item key={reaction} onClick={() => add(reaction)} className={css.choice}>
            {reaction}
          </Menu.Item>
        ))}
      </Opened>
      {change.isError && <span className={css.refused}>{words(change.error)}</span>}
    </>
  );
}

type OpenedProps = { label: string; icon: ReactNode; className?: string; children: ReactNode };

/** A menu is only made once it is wanted: a conversation has many messages. */
function Opened({ label, icon, className, children }: OpenedProps) {
  const [wanted, setWanted] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!wanted)
    return (
      <Tool label={label} menu onClick={() => setWanted(true)}>
        {icon}
      </Tool>
    );
  return (
    <Menu defaultOpened position="bottom-end" shadow="md" returnFocus={false} onClose={() => button.current?.focus()}>
      <Menu.Target>
        <Tool label={label} menu ref={button}>
          {icon}
        </Tool>
      </Menu.Target>
      <Menu.Dropdown className={className}>{children}</Menu.Dropdown>
    </Menu>
  );
}

type ToolProps = ComponentProps<"button"> & { label: string; menu?: boolean };

export function Tool({ label, menu, color: _, ...others }: ToolProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="md"
      aria-label={label}
      title={label}
      aria-haspopup={menu ? "menu" : undefined}
      {...others}
    />
  );
}
