/** Files that were copied. Office programs add a picture of the text that was copied: then the text is meant. */
export function pastedFiles(data: DataTransfer | null): File[] {
  if (!data || data.files.length === 0) return [];
  if (data.getData("text/plain").trim()) return [];
  const html = data.getData("text/html");
  const text = html && new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
  return text ? [] : [...data.files];
}

export const carriesFiles = (data: DataTransfer | null): boolean => data?.types.includes("Files") ?? false;

/** What was dropped; folders are left out, and counted. */
export function droppedFiles(data: DataTransfer): { files: File[]; folders: number } {
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry?.()?.isDirectory ?? false;
  const files = items.filter((item) => !isFolder(item)).flatMap((item) => item.getAsFile() ?? []);
  return { files, folders: items.filter(isFolder).length };
}
