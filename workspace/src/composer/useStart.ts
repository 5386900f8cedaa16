import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { answer, api, type Schemas } from "../api/client.ts";
import { ticketChanged } from "../api/ticketlists.ts";
import { wishFor } from "../api/wish.ts";
import { ask, isRefusal } from "../work/asking.ts";
import type { sheetOf } from "./sheet.ts";

/** In place of the ticket that there is not yet: about what it needs, somebody is asked where it is started. */
export const STARTED_HERE = "start";

/** The conversation, and what came of it. What every new ticket needs is asked for: until it is given, nothing is
 * sent, and the text stays where it is. */
export function useStart(sheet: ReturnType<typeof sheetOf>) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const post = (body: Schemas["StartIn"]) => {
    const wish = wishFor(sheet.draft.get(), body);
    sheet.change(wish);
    return answer(api.POST("/conversations", { params: { header: { "idempotency-key": wish.key } }, body }));
  };
  return useMutation({
    mutationFn: async (body: Schemas["StartIn"]) => {
      try {
        return await post(body);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return ask({
          ticket_id: STARTED_HERE,
          pipeline_id: "",
          status_id: undefined,
          starts: true,
          refusal: error,
          mayOverride: false,
          again: ({ properties }) => post({ ...body, properties: { ...body.properties, ...properties } }),
        });
      }
    },
    onSuccess: (started) => {
      if (!started) return;
      sheet.clear();
      ticketChanged(queries, started.ticket);
      void navigate({ to: "/tickets/$ticketId", params: { ticketId: started.ticket.id }, search: {} });
    },
  });
}
