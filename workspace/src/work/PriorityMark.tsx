import SignalHigh from "lucide-react/icons/signal-high";
import SignalLow from "lucide-react/icons/signal-low";
import SignalMedium from "lucide-react/icons/signal-medium";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { Ticket } from "../api/queries/tickets.ts";
import { t } from "../shared/texts/index.ts";
import css from "./marks.module.css";

export type Priority = NonNullable<Ticket["priority"]>;
export const PRIORITIES = ["urgent", "high", "medium", "low"] as const satisfies readonly Priority[];
const ICONS = { urgent: TriangleAlert, high: SignalHigh, medium: SignalMedium, low: SignalLow };

export function PriorityMark({ priority }: { priority: Priority }) {
  const Icon = ICONS[priority];
  return (
    <span className={css.priority} data-priority={priority}>
      <Icon size={14} /> {t(`property.priority.${priority}`)}
    </span>
  );
}

/** Where there is room for nothing else. */
export function PriorityIcon({ priority }: { priority: Priority }) {
  const Icon = ICONS[priority];
  const label = t(`property.priority.${priority}`);
  return (
    <span className={css.icon} data-priority={priority} role="img" aria-label={label} title={label}>
      <Icon size={14} />
    </span>
  );
}
