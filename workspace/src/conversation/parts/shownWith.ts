import { createContext } from "react";
import type { ShownWith } from "../../api/queries/files.ts";

/** What the files below belong to. Whoever does not see every ticket sees a file with its message or note only. */
export const FilesOf = createContext<ShownWith>({});
