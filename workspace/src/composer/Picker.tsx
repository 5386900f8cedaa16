import { Loader, Popover, TextInput } from "@mantine/core";
import "@mantine/core/styles/Input.layer.css";
import { useId, useState, type ReactNode } from "react";
import { words } from "../api/problems.ts";
import { t } from "../shared/texts/index.ts";
import { SuggestionList } from "./SuggestionList.tsx";
import { foundIn, type Suggestion } from "./suggesting.ts";
import { Tool } from "./Tool.tsx";

export type Pickable = Suggestion & { shortcut?: string | null; also?: readonly (string | null)[] };
type Props = {
  label: string;
  icon: ReactNode;
  none: string;
  all: readonly Pickable[] | undefined;
  error: Error | null;
  onOpen(): void;
  onChoose(chosen: Suggestion): void;
};

/** A button that opens a list in which one searches. */
export function Picker({ label, icon, onOpen, ...props }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-start"
      shadow="md"
      width="min(24rem, 92vw)"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Tool
          label={label}
          onClick={() => {
            if (!opened) onOpen();
            setOpened(!opened);
          }}
        >
          {icon}
        </Tool>
      </Popover.Target>
      <Popover.Dropdown p={6} aria-label={label}>
        {opened && <Search label={label} {...props} onClose={() => setOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

type SearchProps = Omit<Props, "icon" | "onOpen"> & { onClose(): void };

function Search({ label, none, all, error, onChoose, onClose }: SearchProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = foundIn(all ?? [], typed);
  const choose = (chosen: Suggestion) => {
    onClose();
    onChoose(chosen);
  };
  return (
    <>
      <TextInput
        data-autofocus
        size="xs"
        mb={4}
        aria-label={t("inserts.search")}
        placeholder={t("inserts.search")}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={found.length > 0 ? id : undefined}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const { key } = event;
          if (key === "ArrowDown") setAt((at + 1) % Math.max(found.length, 1));
          else if (key === "ArrowUp") setAt((at + Math.max(found.length, 1) - 1) % Math.max(found.length, 1));
          else if (key === "Enter" && found[at]) choose(found[at]);
          else return;
          event.preventDefault();
        }}
      />
      {error && <p role="alert">{words(error)}</p>}
      {!all && !error && <Loader size={16} />}
      {all && <SuggestionList id={id} label={label} found={found} at={at} none={none} onChoose={choose} />}
    </>
  );
}
