import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../api/Failure.tsx";
import { getMyAvailability } from "../../api/queries/availability.ts";
import { OutOfOffice } from "./OutOfOffice.tsx";
import { WorkingHours } from "./WorkingHours.tsx";

/** When one is there: what is away by itself, and for how long. */
export function MyHours() {
  const { data: plan, error } = useQuery(getMyAvailability());
  if (!plan) return error ? <Failure error={error} shown={[]} /> : null;
  return (
    <>
      <WorkingHours key={`hours ${JSON.stringify(plan.working_hours)}`} plan={plan} />
      <OutOfOffice key={`office ${JSON.stringify(plan.out_of_office)}`} plan={plan} />
    </>
  );
}
