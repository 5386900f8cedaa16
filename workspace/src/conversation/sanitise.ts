import purify from "dompurify";
import { t } from "../shared/texts/index.ts";

const TAGS =
  "a b strong i em u s del p br div span ul ol li blockquote h1 h2 h3 h4 h5 h6 code pre sub sup hr img table thead tbody tr th td".split(
    " ",
  );
const ATTRIBUTES = ["href", "src", "alt", "style", "dir", "start", "colspan", "rowspan"];
/** What a text may look like. Colours and sizes are ours: on a dark page somebody else's cannot be read. */
const STYLES = ["text-align", "font-weight", "font-style", "text-decoration-line"];

/** HTML that the API sanitised, sanitised again: nothing runs, nothing is loaded, and links lead out. */
export function sanitised(html: string): string {
  const body = purify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel):/i,
    RETURN_DOM: true,
  }) as HTMLElement;
  for (const image of body.querySelectorAll("img")) image.replaceWith(linkTo(image));
  for (const link of body.querySelectorAll("a")) leadOut(link);
  for (const element of body.querySelectorAll<HTMLElement>("[style]")) keepStyles(element);
  return body.innerHTML;
}

/** Loading a picture would tell its owner who reads this, and when. The reader may open it. */
function linkTo(image: HTMLImageElement): Node {
  const address = image.getAttribute("src");
  const document = image.ownerDocument;
  const words = t("conversation.text.picture", { name: image.alt || hostOf(address) });
  if (!address || !/^https?:/i.test(address) || image.closest("a")) return document.createTextNode(`[${words}]`);
  const link = document.createElement("a");
  link.setAttribute("href", address);
  link.textContent = words;
  return link;
}

const hostOf = (address: string | null): string => (address && URL.parse(address)?.host) || "";

function leadOut(link: HTMLAnchorElement): void {
  link.setAttribute("rel", "noopener noreferrer nofollow");
  link.setAttribute("target", "_blank");
}

function keepStyles(element: HTMLElement): void {
  const kept = STYLES.map((name) => [name, element.style.getPropertyValue(name)] as const).filter(([, value]) => value);
  if (kept.length === 0) element.removeAttribute("style");
  else element.setAttribute("style", kept.map(([name, value]) => `${name}: ${value}`).join("; "));
}
