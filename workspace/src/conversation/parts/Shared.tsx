import Share2 from "lucide-react/icons/share-2";
import type { Schemas } from "../../api/client.ts";
import { t } from "../../shared/texts/index.ts";
import { webAddress } from "../links.ts";
import { Card } from "./FileCard.tsx";
import css from "./parts.module.css";
import { Out } from "./Place.tsx";

/** Something of a social network. Its picture is not loaded from there: it would tell who reads this. */
export function Shared({ media }: { media: Schemas["SharedMedia"] }) {
  const address = webAddress(media.media_url ?? media.media_url_string);
  return (
    <Card>
      <span className={css.fileIcon}>
        <Share2 size={20} />
      </span>
      <span className={css.fileText}>
        <bdi className={css.fileName}>{media.media_title || t("conversation.shared")}</bdi>
        {media.description && <bdi className={css.facts}>{media.description}</bdi>}
        {address && <Out href={address}>{new URL(address).host}</Out>}
      </span>
    </Card>
  );
}
