/** What a price did in a while, in dollars as text. */
interface Span {
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

/** What the API tells of an event's price, as far as it is drawn. Times are Unix milliseconds. */
export interface PriceHistory {
  readonly bars: readonly (Span & { readonly untilMs: number })[];
  readonly points: readonly (Span & { readonly atMs: number })[];
}

/** What is drawn: cents at the end of each bar, then at each point since; floats, for drawing only. */
export interface PriceChart {
  /** Unix milliseconds, ascending. */
  readonly atMs: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

const CENTS = 100;

/** Returns what is drawn of a history. */
export function priceChart({ bars, points }: PriceHistory): PriceChart {
  const spans = [
    ...bars.map(({ untilMs, ...span }) => ({ atMs: untilMs, ...span })),
    ...points,
  ];
  const cents = (kind: keyof Span) =>
    spans.map((span) => Number(span[kind]) * CENTS);
  return {
    atMs: spans.map(({ atMs }) => atMs),
    high: cents("high"),
    low: cents("low"),
    close: cents("close"),
  };
}

/** The least that the time axis shows: around a single price it would else show years. */
const SPAN_MS_MIN = 60_000;

/** Returns what the time axis shows, Unix milliseconds: all of the chart, and a minute at least. */
export function timeSpan(
  { atMs }: PriceChart,
): readonly [fromMs: number, untilMs: number] {
  const first = atMs[0] ?? 0;
  const last = atMs.at(-1) ?? 0;
  const room = Math.max(0, SPAN_MS_MIN - (last - first)) / 2;
  return [first - room, last + room];
}

const MINUTES_MS = 900_000;
const DAY_MS = 86_400_000;

/** Returns how a moment is written on a time axis of so many milliseconds, in UTC: as exactly as it takes. */
export function timeTick(atMs: number, spanMs: number): string {
  const iso = new Date(atMs).toISOString();
  if (spanMs > DAY_MS) return iso.slice(5, 16).replace("T", " ");
  return spanMs > MINUTES_MS ? iso.slice(11, 16) : iso.slice(11, 19);
}
