import { useNavigate } from "@tanstack/react-router";
import { useKey } from "../shared/keys/index.ts";
import { neighbour } from "../shared/order.ts";

/** From ticket to ticket, with what is opened brought into view. */
export function useSteps(ticketId: string | undefined, show: (id: string) => void): void {
  const navigate = useNavigate();
  const step = (by: 1 | -1) => {
    const next = neighbour(ticketId, by);
    if (next === undefined) return;
    show(next);
    void navigate({ to: "/tickets/$ticketId", params: { ticketId: next }, search: true });
  };
  useKey("next", () => step(1));
  useKey("previous", () => step(-1));
}
