const LINES = 4;

/** The beginning of a long text: a few lines. */
export function brief(text: string, letters: number): string {
  const lines = text.split("\n");
  const shown = [
    ...lines
      .slice(0, LINES)
      .join("\n")
      .slice(0, letters * 2),
  ]
    .slice(0, letters)
    .join("");
  return shown.length < text.trimEnd().length ? `${shown.trimEnd()}…` : text;
}
