import { Button, Input, Progress } from "@mantine/core";
import "@mantine/core/styles/Progress.layer.css";
import { useMutation, useQuery } from "@tanstack/react-query";
import FileText from "lucide-react/icons/file-text";
import { useEffect, useRef, useState } from "react";
import { words } from "../../api/problems.ts";
import { getFile } from "../../api/queries/files.ts";
import { upload } from "../../api/upload.ts";
import { size } from "../../shared/sizes.ts";
import { t } from "../../shared/texts/index.ts";
import css from "./library.module.css";

type Props = { id: string; error: string | undefined; onChange(id: string): void; onUploading(going: boolean): void };

/** A document's file: it goes up when it is chosen, and is the entry's when that is saved. */
export function FileField({ id, error, onChange, onUploading }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(undefined);
  const [progress, setProgress] = useState(0);
  const { data: file } = useQuery({ ...getFile(id), enabled: id !== "" });
  const going = useMutation({
    mutationFn: (chosen: File) => {
      stop.current = new AbortController();
      setProgress(0);
      onUploading(true);
      return upload(chosen, setProgress, stop.current.signal);
    },
    onSuccess: (stored) => onChange(stored.id),
    onSettled: () => onUploading(false),
  });
  useEffect(() => () => stop.current?.abort(), []);
  const failed = going.error && !stop.current?.signal.aborted ? words(going.error) : undefined;
  return (
    <Input.Wrapper
      label={t("library.file")}
      description={t("library.file.hint")}
      error={failed ?? error}
      labelElement="div"
    >
      <div className={css.file} data-wrong={(failed ?? error) ? true : undefined}>
        {id && (
          <span className={css.name}>
            <FileText size={16} /> {file ? `${file.name}${file.size ? ` (${size(file.size)})` : ""}` : "…"}
          </span>
        )}
        {going.isPending && (
          <Progress className={css.progress} value={progress * 100} aria-label={t("library.file.progress")} />
        )}
        <Button
          variant="default"
          size="xs"
          onClick={() => (going.isPending ? stop.current?.abort() : picker.current?.click())}
        >
          {t(going.isPending ? "settings.cancel" : id ? "library.file.replace" : "library.file.choose")}
        </Button>
        {id && !going.isPending && (
          <Button variant="subtle" size="xs" color="gray" onClick={() => onChange("")}>
            {t("library.file.remove")}
          </Button>
        )}
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t("library.file")}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) going.mutate(chosen);
          target.value = "";
        }}
      />
    </Input.Wrapper>
  );
}
