import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useContext } from "react";
import { getFileContent } from "../../api/queries/files.ts";
import { FilesOf } from "./shownWith.ts";

/** Opens a file that is not shown here: the link is fetched when it is wanted. */
export function useSaving(fileId: string) {
  const shownWith = useContext(FilesOf);
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => client.fetchQuery({ ...getFileContent(fileId, shownWith), retry: false }),
    onSuccess: ({ url }) => {
      const link = document.createElement("a");
      Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
      link.click();
    },
  });
}
