import { Link } from "@tanstack/react-router";
import Lock from "lucide-react/icons/lock";
import Hash from "lucide-react/icons/hash";
import MessageSquareText from "lucide-react/icons/message-square-text";
import Paperclip from "lucide-react/icons/paperclip";
import Tag from "lucide-react/icons/tag";
import Type from "lucide-react/icons/type";
import UserRound from "lucide-react/icons/user-round";
import type { Account } from "../api/queries/channels.ts";
import type { PipelineStatus } from "../api/queries/pipelines.ts";
import type { Hit } from "../api/queries/search.ts";
import { Face } from "../shared/Face.tsx";
import { t } from "../shared/texts/index.ts";
import { When } from "../shared/When.tsx";
import { Origin } from "../tickets/TicketRow.tsx";
import { StatusMark } from "../work/StatusMark.tsx";
import css from "./search.module.css";

type Props = {
  hit: Hit;
  account: Account | undefined;
  status: PipelineStatus | undefined;
  /** The one from which somebody came back. */
  opened: boolean;
  onOpen(key: string): void;
};

export const hitKey = ({ type, ticket, message_id, note_id }: Hit): string =>
  `${type} ${message_id ?? note_id ?? ticket.id}`;

const PLACES = {
  message: { icon: MessageSquareText, text: "search.in.message" },
  note: { icon: Lock, text: "search.in.note" },
  file: { icon: Paperclip, text: "search.in.file" },
  note_file: { icon: Paperclip, text: "search.in.note_file" },
  name: { icon: Type, text: "search.in.name" },
  number: { icon: Hash, text: "search.in.number" },
  contact: { icon: UserRound, text: "search.in.contact" },
  property: { icon: Tag, text: "search.in.property" },
} as const;

/** A place that this page does not know yet is one of the ticket. */
function placeOf({ type, found_in }: Hit) {
  if (found_in === "file") return PLACES[type === "note" ? "note_file" : "file"];
  if (type !== "ticket") return PLACES[type];
  return PLACES[found_in as keyof typeof PLACES] ?? PLACES.property;
}

export function HitRow({ hit, account, status, opened, onOpen }: Props) {
  const { ticket } = hit;
  const { icon: Icon, text } = placeOf(hit);
  return (
    <li className={css.hit}>
      <Link
        to="/tickets/$ticketId"
        params={{ ticketId: ticket.id }}
        hash={hit.message_id ?? hit.note_id ?? undefined}
        className={css.link}
        data-hit={hitKey(hit)}
        data-opened={opened || undefined}
        onClick={() => onOpen(hitKey(hit))}
      >
        <Face name={ticket.contact_name} />
        <span className={css.head}>
          <bdi className={css.contact}>{ticket.contact_name}</bdi>
          <bdi className={css.name}>{ticket.name}</bdi>
          {ticket.number !== null && (
            <span className={css.number}>{t("tickets.number", { number: `${ticket.number}` })}</span>
          )}
          <span className={css.age}>
            <When at={hit.at} />
          </span>
        </span>
        <span className={css.excerpt} data-note={hit.type === "note" || undefined}>
          <span className={css.place}>
            <Icon size={14} /> {t(text)}
          </span>{" "}
          <bdi>
            {hit.excerpt.map((piece, at) =>
              piece.marked ? (
                <mark key={at} className={css.mark}>
                  {piece.text}
                </mark>
              ) : (
                <span key={at}>{piece.text}</span>
              ),
            )}
          </bdi>
        </span>
        <span className={css.foot}>
          <Origin account={account} />
          {status && <StatusMark category={status.category} name={status.name} />}
        </span>
      </Link>
    </li>
  );
}
