import { marketId } from "../../domain/ids.ts";
import type { Resolution, VenueId } from "../../domain/market.ts";
import { eventCsvRecords, isEventCsv } from "./capture_csv.ts";
import { isSessionLine, sessionRecords } from "./capture_session.ts";
import type { Capture, CapturedMarket } from "./captured_line.ts";
import { BrokenFileError, readWholeText } from "./line_reader.ts";
import type { StampedLine } from "./stamped_line.ts";

/** Whose frames captures hold. */
export const CAPTURED_VENUE: VenueId = "polymarket";

/** Whether a file that begins with `line` is a capture: raw messages of a session, or a table of book events. */
export function isCapture(line: string): boolean {
  return isSessionLine(line) || isEventCsv(line);
}

/**
 * Reads a capture whole: they are a few megabytes. A session's markets and results lie beside its messages.
 *
 * @throws {Deno.errors.NotFound} If the file does not exist.
 */
export async function readCapture(path: string): Promise<Capture> {
  try {
    const text = await readWholeText(path);
    return isEventCsv(text.slice(0, text.indexOf("\n")))
      ? eventCsvRecords(text)
      : await sessionRecords(path, text);
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
    const { message } = error;
    const record = { kind: "unreadable", message } as const;
    return { lines: [{ t: 0, line: 1, record }], markets: [] };
  }
}

/** Returns a capture's lines and the ends of its markets, each in its order of time. */
export function stampCapture(
  file: string,
  { lines, markets }: Capture,
): readonly StampedLine[] {
  const stamped = lines.map(({ t, line, record }): StampedLine => ({
    atNs: t * 1_000_000,
    rank: 0,
    sequence: 0,
    file,
    line,
    content: record,
  }));
  const ends = markets.flatMap((market) =>
    endOf(market).map((record): StampedLine => ({
      atNs: record.t * 1_000_000,
      rank: 0,
      sequence: 0,
      file,
      line: 0,
      content: record,
    }))
  );
  // Sorting keeps the order of what was received at one time, and ends come after it.
  return [...stamped, ...ends].sort((left, right) => left.atNs - right.atNs);
}

function endOf({ ticker, closesAtMs, result }: CapturedMarket) {
  const closed = phase(ticker, closesAtMs, null);
  return result === null
    ? [closed]
    : [closed, phase(ticker, result.settledAtMs, result.resolution)];
}

function phase(ticker: string, t: number, resolution: Resolution | null) {
  return {
    t,
    kind: "market_phase_changed",
    marketId: marketId(CAPTURED_VENUE, ticker),
    phase: resolution === null ? "closed" : "final",
    resolution,
  } as const;
}
