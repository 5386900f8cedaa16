import { answer, api, type Schemas } from "./client.ts";
import { unreachable } from "./connection.ts";
import { Problem } from "./problems.ts";

export type StoredFile = Schemas["FileOut"];

/** Brings a file to the desk. Its form lives for 15 minutes of its own: a token that ends meanwhile stops nothing. */
export async function upload(file: File, progress: (part: number) => void, signal: AbortSignal): Promise<StoredFile> {
  const body = { name: file.name || "file", content_type: typeOf(file), size: file.size };
  const made = await answer(api.POST("/files", { body, signal }));
  await post(made.upload, file, progress, signal);
  // Reading it makes the desk look at what came.
  const params = { path: { file_id: made.file.id } };
  const stored = await answer(api.GET("/files/{file_id}", { params, signal }));
  if (stored.state === "FAILED") throw new Problem(stored.failure?.code ?? "failed", 409, stored.failure?.reason ?? "");
  return stored;
}

/** What the browser does not know, the desk finds out. */
export const typeOf = ({ type }: File): string => type.split(";")[0]?.trim() || "application/octet-stream";

/** `fetch` does not say how far it is. */
function post(
  { url, fields }: Schemas["UploadOut"],
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    const stop = () => request.abort();
    signal.addEventListener("abort", stop);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () =>
      request.status < 300 ? resolve() : reject(new Problem(`http_${request.status}`, request.status, ""));
    request.onerror = () => {
      unreachable();
      reject(Problem.offline());
    };
    request.onabort = () => reject(signal.reason as Error);
    request.onloadend = () => signal.removeEventListener("abort", stop);
    request.open("POST", url);
    request.send(form);
  });
}
