import type { ReactNode } from "react";
import { useMay } from "../api/queries/people.ts";

/** What others do not see. */
export const IfAdministrator = ({ children }: { children: ReactNode }) => (useMay("settings.write") ? children : null);
