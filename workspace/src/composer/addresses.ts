/** The addresses that the API keeps: https and http with a host, e-mail, telephone. */
const ABSOLUTE = /^(https?:\/\/[^\s/\\?#]|mailto:|tel:)/i;
const LONGEST = 2048;

export const isAddress = (href: string): boolean => href.length <= LONGEST && ABSOLUTE.test(href);

/** Where a quick reply may lead. */
export const isLink = (link: string): boolean => /^https?:/i.test(link.trim()) && isAddress(link.trim());

/** What somebody typed as an address, completed: `shop.example.com/a` or `ada@example.com`. */
export function completed(typed: string): string | undefined {
  const text = typed.trim();
  if (isAddress(text)) return text;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(text)) return `mailto:${text}`;
  if (/^\+[\d\s()-]{5,20}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, "")}`;
  if (/^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?$/.test(text)) return `https://${text}`;
  return undefined;
}

/** Pictures in the text are at an address of the web, over https. */
export function pictureAddress(typed: string): string | undefined {
  const url = URL.parse(typed.trim());
  return url?.protocol === "https:" && url.hostname && !url.username && typed.length <= LONGEST ? url.href : undefined;
}
