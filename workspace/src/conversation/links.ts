type Piece = { text: string; href?: string };

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/g;
/** What ends a sentence is no part of the address before it. */
const TRAILING = /[.,;:!?'’”)\]}]+$/;
const LONGEST = 2048;

/** Plain text with the addresses in it: for links that lead out, and are seen as what they are. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(TRAILING, "");
    if (href.length > LONGEST || !URL.canParse(href)) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ text: href, href });
    at = match.index + href.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}

/** An address that somebody wrote into a card: only the web's own. */
export function webAddress(address: string | undefined): string | undefined {
  if (!address || address.length > LONGEST) return undefined;
  const url = URL.parse(address);
  return url && ["http:", "https:"].includes(url.protocol) ? url.href : undefined;
}

/** Where a place is on a map. The map is opened by the reader; nothing of it is loaded here. */
export const mapAddress = (latitude: number, longitude: number): string =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;

/** `3:07`, `1:02:05`. */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
