import { useEffect, useRef, type RefObject } from "react";

/** After a refusal: to the first field that is wrong, so that nobody has to look for it. */
export function useFocusOnError(trigger: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (trigger)
      form.current
        ?.querySelector<HTMLElement>("[aria-invalid=true], input[data-invalid], [data-invalid] input")
        ?.focus();
  }, [trigger]);
  return form;
}
