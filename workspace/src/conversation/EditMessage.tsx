import { words } from "../api/problems.ts";
import type { Message } from "../api/timelines.ts";
import type { Changes } from "./changes.ts";
import { EditText } from "./EditText.tsx";
import { useMessageChange } from "./useMessageChange.ts";

type Props = { message: Message; changes: Changes | undefined; me: string; onDone(): void };

export function EditMessage({ message, changes, me, onDone }: Props) {
  const latest = changes?.edits.at(-1) ?? message;
  const change = useMessageChange(message);
  return (
    <EditText
      id={message.id}
      me={me}
      text={latest.text}
      styled={Boolean(latest.rich_text)}
      busy={change.isPending}
      refusal={change.isError && words(change.error)}
      onSave={(text, done) => change.mutate({ type: "edit", text }, { onSuccess: done })}
      onDone={onDone}
    />
  );
}
