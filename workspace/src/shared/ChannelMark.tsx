import { useState, type CSSProperties } from "react";
import css from "./channelmark.module.css";
import { hue, initials } from "./hue.ts";

type Props = { name: string; kind?: string; logo?: string | null; size?: number };
type Of = { name: string; kind: string; channel_id: string | null; logo_url: string | null };

/** What the desk itself knows how to talk to has a drawing of its own: by the id of the channel that is built in. */
const DRAWINGS: Record<string, { colour?: string; path: string; stroke?: boolean }> = {
  telegram: {
    colour: "#1c7db5",
    path: "M3.6 11.4 20.2 4.7c.8-.3 1.5.2 1.2 1.4l-2.8 13.3c-.2 1-.8 1.2-1.6.8l-4.3-3.2-2.1 2c-.3.3-.6.2-.6-.3l.2-4 7.6-6.9c.4-.3-.1-.5-.5-.2l-9.4 5.9-4-1.3c-.9-.3-.9-.9.1-1.3Z",
  },
  custom: { path: "M7.5 7 2.5 12l5 5M16.5 7l5 5-5 5M13.5 5l-3 14", stroke: true },
};

/** Logos that did not load: a row that comes back while one scrolls does not ask for them again. */
const gone = new Set<string>();

/** A channel beside its name: its logo, which the desk keeps itself; else a drawing, or the name's first letter. */
export function ChannelMark({ name, kind = "", logo, size = 20 }: Props) {
  const [, setGone] = useState<string>();
  const drawing = DRAWINGS[kind];
  const style = { "--size": `${size}px`, "--hue": hue(name), background: drawing?.colour } as CSSProperties;
  const failed = (address: string) => {
    gone.add(address);
    setGone(address);
  };
  if (logo && !gone.has(logo))
    return (
      <span className={css.mark} style={style} data-logo aria-hidden>
        <img src={logo} alt="" onError={() => failed(logo)} />
      </span>
    );
  return (
    <span className={css.mark} style={style} aria-hidden>
      {drawing ? (
        <svg viewBox="0 0 24 24" data-stroke={drawing.stroke}>
          <path d={drawing.path} />
        </svg>
      ) : (
        initials(name).slice(0, 1)
      )}
    </span>
  );
}

/** The channel of an account. `name`: of the channel, where it is known. */
export function AccountMark({ account, name, size }: { account: Of | undefined; name?: string; size: number }) {
  if (!account) return null;
  const kind = account.channel_id ? "" : account.kind;
  return <ChannelMark name={name ?? account.name} kind={kind} logo={account.logo_url} size={size} />;
}
