import { useQuery } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { words } from "../../api/problems.ts";
import { getFileContent } from "../../api/queries/files.ts";
import { t } from "../../shared/texts/index.ts";
import { FilesOf } from "./shownWith.ts";

/** A link that is valid while the file is shown: when it has ended, the first failure brings another one. */
export function useFileLink(fileId: string) {
  const query = useQuery({ ...getFileContent(fileId, useContext(FilesOf)), refetchOnWindowFocus: false });
  const [tried, setTried] = useState<string>();
  const url = query.data?.url;
  const broken = url !== undefined && tried === url;
  const onError = () => {
    if (url === undefined) return;
    // The first failure is an ended link, as far as one can tell from here; that of a new link is the file's own.
    if (tried === undefined) void query.refetch();
    setTried((before) => (before === undefined ? "" : url));
  };
  /** It has worked: the next failure is an ended link again. */
  const worked = () => setTried(undefined);
  const again = () => {
    setTried(undefined);
    void query.refetch();
  };
  const trouble = query.isError ? words(query.error) : broken ? t("conversation.file.broken") : undefined;
  return { url: trouble ? undefined : url, onError, worked, trouble, again };
}
