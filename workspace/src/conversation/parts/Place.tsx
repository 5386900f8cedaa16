import ExternalLink from "lucide-react/icons/external-link";
import MapPin from "lucide-react/icons/map-pin";
import Radio from "lucide-react/icons/radio";
import type { Schemas } from "../../api/client.ts";
import { now } from "../../shared/clock.ts";
import { time } from "../../shared/dates.ts";
import { t } from "../../shared/texts/index.ts";
import { mapAddress, webAddress } from "../links.ts";
import { Card } from "./FileCard.tsx";
import css from "./parts.module.css";

/** A place, with a link to a map. One that is shared live says when it was there. */
export function Place({ place }: { place: Schemas["LocationPart"] }) {
  const { latitude, longitude, name, address, shared_until, position_at } = place;
  const live = shared_until !== undefined && Date.parse(shared_until) > now();
  const coordinates = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const url = webAddress(place.url);
  return (
    <Card>
      <span className={css.fileIcon}>{live ? <Radio size={20} /> : <MapPin size={20} />}</span>
      <span className={css.fileText}>
        <bdi className={css.fileName}>{name || address || coordinates}</bdi>
        {name && address && <bdi className={css.facts}>{address}</bdi>}
        {shared_until && (
          <span className={css.facts}>
            {live
              ? t("conversation.place.live", { until: time(shared_until) })
              : t("conversation.place.ended", { until: time(shared_until) })}
            {position_at && ` · ${t("conversation.place.at", { time: time(position_at) })}`}
          </span>
        )}
        <Out href={mapAddress(latitude, longitude)}>{t("conversation.place.map")}</Out>
        {url && <Out href={url}>{new URL(url).host}</Out>}
      </span>
    </Card>
  );
}

export function Out({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" className={css.out}>
      <bdi>{children}</bdi> <ExternalLink size={13} />
    </a>
  );
}
