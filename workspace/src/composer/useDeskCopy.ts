import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Abilities } from "../api/queries/conversations.ts";
import { useSession } from "../session/context.ts";
import { deskCopyOf } from "./deskcopies.ts";
import type { DeskCopy } from "./deskcopy.ts";
import type { Sheet } from "./sheet.ts";

/** The desk's copy follows what is written, and what was written elsewhere is found when one comes here, or comes back. */
export function useDeskCopy(sheet: Sheet, abilities: Abilities): DeskCopy {
  const copy = deskCopyOf(sheet, useQueryClient());
  const me = useSession().person()?.id;
  useEffect(() => {
    copy.frame = { carried: abilities, customer: abilities.recipients.several ? abilities.customer : null, me };
  }, [copy, abilities, me]);
  useEffect(() => {
    const turned = () => void (document.hidden ? copy.save() : copy.look());
    void copy.look();
    document.addEventListener("visibilitychange", turned);
    addEventListener("online", copy.save);
    return () => {
      document.removeEventListener("visibilitychange", turned);
      removeEventListener("online", copy.save);
      void copy.save();
    };
  }, [copy]);
  return copy;
}
