import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import Check from "lucide-react/icons/check";
import ClipboardCopy from "lucide-react/icons/copy";
import { announce } from "./announce.ts";
import css from "./copy.module.css";
import { t } from "./texts/index.ts";

/** A value to take elsewhere: one click selects all of it, another copies it. */
export function Copy({ label, value, block = false }: { label: string; value: string; block?: boolean }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const copy = () => {
    clipboard.copy(value);
    announce(t("shell.copied"));
  };
  const said = clipboard.error ? t("shell.copy.failed") : t(clipboard.copied ? "shell.copied" : "shell.copy");
  return (
    <div className={css.copy}>
      <span className={css.label}>{label}</span>
      <div className={css.line}>
        <code className={css.value} data-block={block || undefined} tabIndex={0} aria-label={label} role="group">
          {value}
        </code>
        <Tooltip label={said}>
          <ActionIcon variant="default" size="lg" onClick={copy} aria-label={t("shell.copy.what", { what: label })}>
            {clipboard.copied ? <Check size={16} /> : <ClipboardCopy size={16} />}
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
