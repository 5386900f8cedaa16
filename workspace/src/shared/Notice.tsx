import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import type { ReactNode } from "react";
import css from "./notice.module.css";

const ICONS = { good: CircleCheck, info: Info, warn: CircleAlert, bad: CircleAlert };

/** Something to know, where it matters. What went wrong is read out at once. */
export function Notice({ tone = "info", title, children }: Props) {
  const Icon = ICONS[tone];
  return (
    <div className={css.notice} data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <Icon size={18} className={css.icon} />
      <div className={css.text}>
        {title && <p className={css.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
}

type Props = { tone?: keyof typeof ICONS; title?: string; children?: ReactNode };
