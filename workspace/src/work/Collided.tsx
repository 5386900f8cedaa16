import { Button } from "@mantine/core";
import { useAgents } from "../api/queries/people.ts";
import { useSession } from "../session/context.ts";
import { brief } from "../shared/brief.ts";
import { t } from "../shared/texts/index.ts";
import type { Collision } from "./collision.ts";
import { useShown } from "./useShown.ts";
import css from "./work.module.css";

const LETTERS = 80;

type Props = {
  collision: readonly Collision[];
  /** What the person wants instead, in words. */
  wanted: string;
  onInsist(): void;
  onLeave(): void;
};

/** Somebody else was faster: who, to what, and what now. */
export function Collided({ collision, wanted, onInsist, onLeave }: Props) {
  const me = useSession().person()?.id;
  const { data: agents } = useAgents();
  const shown = useShown();
  if (collision.length === 0) return null;
  const name = ({ by }: Collision) =>
    by?.id === me ? t("work.you") : (by?.name ?? agents?.find(({ id }) => id === by?.id)?.name ?? t("work.somebody"));
  return (
    <div role="alert" className={css.collided}>
      {collision.map((each) => (
        <p key={each.name}>
          {t("work.collided", {
            name: name(each),
            property: shown.label(each.name),
            value: brief(shown.value(each.name, each.value), LETTERS),
          })}
        </p>
      ))}
      <div className={css.buttons}>
        <Button size="compact-xs" variant="default" onClick={onInsist}>
          {t("work.collided.insist", { value: brief(wanted, LETTERS) })}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onLeave}>
          {t("work.collided.leave")}
        </Button>
      </div>
    </div>
  );
}
