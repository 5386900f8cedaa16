/** Edits of messages that were begunEdit in this tab, by person and message: a row that scrolls away, or a page that is
 * loaded again, loses none. */
const key = (person: string, message: string) => `kanaal.edit.${person}.${message}`;

export const begunEdit = (person: string, message: string): string | null =>
  sessionStorage.getItem(key(person, message));

export function keep(person: string, message: string, text: string): void {
  sessionStorage.setItem(key(person, message), text);
}

export function forget(person: string, message: string): void {
  sessionStorage.removeItem(key(person, message));
}
