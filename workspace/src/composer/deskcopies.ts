import type { QueryClient } from "@tanstack/react-query";
import { DeskCopy } from "./deskcopy.ts";
import type { Sheet } from "./sheet.ts";

const copies = new Map<Sheet, DeskCopy>();

export function deskCopyOf(sheet: Sheet, queries: QueryClient): DeskCopy {
  const copy = copies.get(sheet) ?? new DeskCopy(sheet, queries);
  copies.set(sheet, copy);
  return copy;
}
