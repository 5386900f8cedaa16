import { Button, Portal } from "@mantine/core";
import TextQuote from "lucide-react/icons/text-quote";
import { useEffect, useState, type RefObject } from "react";
import { t } from "../shared/texts/index.ts";
import css from "./timeline.module.css";

type Passage = { messageId: string; text: string; left: number; top: number };
type Props = { within: RefObject<HTMLElement | null>; onCite(messageId: string, passage: string): void };

/** Words of one message are chosen: a button beside them cites them. */
export function CiteSelection({ within, onCite }: Props) {
  const [passage, setPassage] = useState<Passage | null>(null);
  useEffect(() => {
    const look = () => setPassage(chosenIn(within.current));
    document.addEventListener("selectionchange", look);
    const box = within.current;
    box?.addEventListener("scroll", look, { passive: true });
    return () => {
      document.removeEventListener("selectionchange", look);
      box?.removeEventListener("scroll", look);
    };
  }, [within]);
  if (!passage) return null;
  return (
    <Portal>
      <Button
        className={css.cite}
        style={{ insetInlineStart: passage.left, insetBlockStart: passage.top }}
        size="compact-sm"
        variant="default"
        leftSection={<TextQuote size={14} />}
        // The choice of words stays until it is used.
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => {
          document.getSelection()?.removeAllRanges();
          onCite(passage.messageId, passage.text);
        }}
      >
        {t("inserts.cite")}
      </Button>
    </Portal>
  );
}

const HEIGHT = 34;

/** Only words of a single message: a passage has one author. */
function chosenIn(box: HTMLElement | null): Passage | null {
  const selection = document.getSelection();
  const text = selection?.toString().trim();
  if (!selection || !text || selection.rangeCount === 0) return null;
  const holder = (node: Node | null) =>
    (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>("[data-passages-of]");
  const [start, end] = [holder(selection.anchorNode), holder(selection.focusNode)];
  if (!start || start !== end || !box?.contains(start)) return null;
  const { left, top } = selection.getRangeAt(0).getBoundingClientRect();
  const frame = box.getBoundingClientRect();
  return {
    messageId: start.dataset["passagesOf"]!,
    text,
    left: Math.max(frame.left, left),
    top: Math.min(Math.max(frame.top, top - HEIGHT), frame.bottom - HEIGHT),
  };
}
