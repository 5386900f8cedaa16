/** Local times of a zone as moments. Pure. */

const parts = new Map<string, Intl.DateTimeFormat>();
function format(zone: string): Intl.DateTimeFormat {
  const fields = {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  } as const;
  const kept = parts.get(zone) ?? new Intl.DateTimeFormat("en-US", { ...fields, timeZone: zone, hourCycle: "h23" });
  parts.set(zone, kept);
  return kept;
}

export const hereZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How far the clocks of the zone are ahead of UTC at this moment. */
function offset(moment: number, zone: string): number {
  const read = Object.fromEntries(
    format(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = read;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

const HALF_DAY = 12 * 3_600_000;

/** The moments of `2026-10-25T02:30`: none if the clocks skip it, two if they show it twice. */
export function momentsOf(local: string, zone = hereZone()): number[] {
  const shown = Date.parse(`${local}Z`);
  if (Number.isNaN(shown)) return [];
  const offsets = new Set([offset(shown - HALF_DAY, zone), offset(shown + HALF_DAY, zone)]);
  return [...offsets]
    .map((each) => shown - each)
    .filter((moment) => offset(moment, zone) === shown - moment)
    .sort((one, other) => one - other);
}

/** What the clocks of the zone show, as a field of a form has it. */
export const localOf = (moment: number, zone = hereZone()): string =>
  new Date(moment + offset(moment, zone)).toISOString().slice(0, 16);

/** `UTC+2`: which of the two a repeated hour is. */
export function zoneAt(moment: number, zone = hereZone()): string {
  const minutes = offset(moment, zone) / 60_000;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

/** Tomorrow at nine, where the reader is. */
export function tomorrowAtNine(now: number, zone = hereZone()): number {
  const today = localOf(now, zone).slice(0, 10);
  const tomorrow = new Date(Date.parse(`${today}T12:00Z`) + 24 * 3_600_000).toISOString().slice(0, 10);
  return momentsOf(`${tomorrow}T09:00`, zone)[0]!;
}
