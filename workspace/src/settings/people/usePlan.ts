import { useMutation, useQueryClient } from "@tanstack/react-query";
import { availabilityChanged, type Plan } from "../../api/queries/availability.ts";
import { announce } from "../../shared/announce.ts";
import { availabilityWords } from "../../work/people/words.ts";

/** A change of one's plan; what holds then is said. */
export function usePlan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (send: () => Promise<Plan>) => send(),
    onSuccess: async (plan) => {
      await availabilityChanged(client, plan);
      announce(availabilityWords(plan));
    },
  });
}
