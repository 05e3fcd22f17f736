/** A time of each week at which a venue does not trade. */
export interface WeeklyWindow {
  /** 0 for Sunday to 6 for Saturday. */
  readonly weekday: number;
  /** `HH:MM` of that day by the clock on the wall there. */
  readonly from: string;
  /** `HH:MM` of the same day, after `from`; `24:00` is its end. */
  readonly to: string;
  /** Such as `America/New_York`. */
  readonly timeZone: string;
}

/** Windows, and the day from which they hold. */
export interface DatedWindows {
  readonly value: readonly WeeklyWindow[];
  /** `YYYY-MM-DD`, which begins at midnight UTC. */
  readonly effectiveFrom: string;
}

/** A time at which a venue does not trade, and which has begun. */
export interface TradingPause {
  readonly window: WeeklyWindow;
  /** When it trades again, Unix milliseconds. */
  readonly resumesAtMs: number;
}

/** How weekdays are called in sentences, by number. */
export const WEEKDAYS = [
  "Sundays",
  "Mondays",
  "Tuesdays",
  "Wednesdays",
  "Thursdays",
  "Fridays",
  "Saturdays",
] as const;

const MINUTE_MS = 60_000;
/** No clock anywhere is set forward or back but at a quarter of an hour. */
const QUARTER_MS = 900_000;
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;

interface Version {
  readonly fromMs: number;
  readonly windows: readonly WatchedWindow[];
}

/** A time in which nothing changes. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly window: WeeklyWindow | null;
}

/**
 * When a venue does not trade.
 *
 * Windows are told by a clock on a wall, so summer time moves them, and they hold from the day on that they are dated:
 * each question is answered by what holds at its own time, in a process that runs for years as well.
 */
export class TradingPauses {
  readonly #versions: readonly Version[];
  /** Orders are asked about all the time: the newest answer holds for minutes. */
  #span: Span = { fromMs: 0, untilMs: 0, window: null };

  /**
   * @param versions In the order of their days; none for a venue that trades around the clock.
   * @throws {RangeError} If days are out of order, or a window does not lie within one day.
   */
  constructor(versions: readonly DatedWindows[]) {
    this.#versions = versions.map(({ value, effectiveFrom }) => ({
      fromMs: Date.parse(effectiveFrom),
      windows: value.map((window) => new WatchedWindow(window)),
    }));
    this.#versions.forEach(({ fromMs }, index) => {
      if (fromMs > (this.#versions[index - 1]?.fromMs ?? -Infinity)) return;
      throw new RangeError(
        `Cannot keep a venue's windows as their days must be in order: current value is ${
          versions[index]?.effectiveFrom
        }`,
      );
    });
  }

  /** Returns the pause that `atMs` (Unix milliseconds) lies in; `null` while the venue trades. */
  at(atMs: number): TradingPause | null {
    const { window } = this.#spanAt(atMs);
    return window === null
      ? null
      : { window, resumesAtMs: this.#resumesAfter(atMs) };
  }

  /** Returns that `venue` does not trade at `atMs`, one sentence; `null` while it does. */
  sentenceAt(venue: string, atMs: number): string | null {
    const pause = this.at(atMs);
    return pause === null ? null : pauseSentence(venue, pause);
  }

  #resumesAfter(atMs: number): number {
    let span = this.#spanAt(atMs);
    while (span.window !== null) span = this.#reckon(span.untilMs);
    return span.fromMs;
  }

  #spanAt(atMs: number): Span {
    const { fromMs, untilMs } = this.#span;
    if (atMs < fromMs || atMs >= untilMs) this.#span = this.#reckon(atMs);
    return this.#span;
  }

  #reckon(atMs: number): Span {
    const next = this.#versions.find(({ fromMs }) => fromMs > atMs);
    const version = this.#versions.findLast(({ fromMs }) => fromMs <= atMs);
    let untilMs = Math.min(
      (Math.floor(atMs / QUARTER_MS) + 1) * QUARTER_MS,
      next?.fromMs ?? Infinity,
    );
    let inside: WeeklyWindow | null = null;
    for (const watched of version?.windows ?? []) {
      const { isInside, minutesLeft } = watched.at(atMs);
      if (isInside) inside ??= watched.window;
      const changesAtMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS +
        minutesLeft * MINUTE_MS;
      untilMs = Math.min(untilMs, changesAtMs);
    }
    return { fromMs: atMs, untilMs, window: inside };
  }
}

/** What trades around the clock. */
export const NO_PAUSES = new TradingPauses([]);

/** Returns that and until when a venue does not trade, one sentence. */
export function pauseSentence(
  venue: string,
  { window: { weekday, from, to, timeZone }, resumesAtMs }: TradingPause,
): string {
  const resumes = new Date(resumesAtMs).toISOString().slice(0, 16);
  return `Nothing is traded at ${venue} on ${
    WEEKDAYS[weekday]
  } from ${from} to ${to} in ${timeZone}, until ${
    resumes.replace("T", " ")
  } UTC.`;
}

/** A window, and the clock that it is told by. */
class WatchedWindow {
  readonly window: WeeklyWindow;
  readonly #from: number;
  readonly #to: number;
  readonly #wall: Intl.DateTimeFormat;

  constructor(window: WeeklyWindow) {
    const { weekday, from, to, timeZone } = window;
    const isDay = WEEKDAYS[weekday] !== undefined;
    const areTimes = TIME_OF_DAY.test(from) && TIME_OF_DAY.test(to);
    if (!isDay || !areTimes || from >= to) {
      throw new RangeError(
        `Cannot keep a venue's window as it must lie within a day of the week: current value is ${from} to ${to} on day ${weekday}`,
      );
    }
    this.window = window;
    this.#from = minutesOf(from);
    this.#to = minutesOf(to);
    this.#wall = new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  }

  /** Whether a time lies in it, and whole minutes until that may change on the same day. */
  at(
    atMs: number,
  ): { readonly isInside: boolean; readonly minutesLeft: number } {
    const parts = this.#wall.formatToParts(atMs);
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      parts.find((found) => found.type === type)?.value ?? "";
    const day = WEEKDAYS[this.window.weekday];
    if (day?.slice(0, 3) !== part("weekday")) {
      return { isInside: false, minutesLeft: Infinity };
    }
    const now = minutesOf(`${part("hour")}:${part("minute")}`);
    const isInside = this.#from <= now && now < this.#to;
    const next = now < this.#from ? this.#from : isInside ? this.#to : Infinity;
    return { isInside, minutesLeft: next - now };
  }
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(":");
  return Number(hours) * 60 + Number(minutes);
}
