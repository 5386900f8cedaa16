import ContactRound from "lucide-react/icons/contact-round";
import type { Schemas } from "../../api/client.ts";
import { t } from "../../shared/texts/index.ts";
import { webAddress } from "../links.ts";
import { Card } from "./FileCard.tsx";
import css from "./parts.module.css";
import { Out } from "./Place.tsx";

/** Somebody's card: what one can call, write to or open is a link. */
export function ContactCard({ card }: { card: Schemas["ContactCardPart"] }) {
  const { name = {}, org, phones = [], emails = [], urls = [], addresses = [] } = card.contact_profile;
  const whole = [name.prefix, name.first_name, name.middle_name, name.last_name, name.suffix].filter(Boolean).join(" ");
  const work = [org?.title, org?.department, org?.company].filter(Boolean).join(", ");
  return (
    <Card>
      <span className={css.fileIcon}>
        <ContactRound size={20} />
      </span>
      <span className={css.fileText}>
        <bdi className={css.fileName}>{whole || t("conversation.card")}</bdi>
        {work && <bdi className={css.facts}>{work}</bdi>}
        {phones.map(({ phone }) => (
          <a key={phone} href={`tel:${phone.replace(/[^+\d]/g, "")}`} className={css.out}>
            {phone}
          </a>
        ))}
        {emails.map(({ email }) => (
          <a key={email} href={`mailto:${encodeURIComponent(email)}`} className={css.out}>
            {email}
          </a>
        ))}
        {urls.map(({ url }) => {
          const address = webAddress(url);
          return address && <Out key={address} href={address} children={new URL(address).host} />;
        })}
        {addresses.map(({ street, zip, city, country }, at) => (
          <bdi key={at} className={css.facts}>
            {[street, [zip, city].filter(Boolean).join(" "), country].filter(Boolean).join(", ")}
          </bdi>
        ))}
      </span>
    </Card>
  );
}
