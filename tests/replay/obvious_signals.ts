// deno-lint-ignore-file camelcase -- the names are those of the recorded files
/**
 * A second implementation of the detector's rules for recorded Kalshi folders: slow, obvious, and sharing
 * nothing with the first. It reads the raw files, sorts everything by receipt, keeps whole books as plain
 * objects and sums them up anew for every frame.
 */

export interface ObviousSignal {
  readonly ticker: string;
  readonly type: string;
  readonly timestamp: number;
}

/** One trade, as far as a volume spike is concerned; `count` is decimal text. */
export interface ObviousTrade {
  readonly ticker: string;
  readonly tradeId: string;
  readonly atUs: number;
  readonly count: string;
  readonly takerSide: string;
}

/** A signal with what it says; sizes are contracts as text of six decimals. */
export interface ObviousSpike extends ObviousSignal {
  readonly tradeId: string;
  readonly takerSide: string;
  readonly volume: string;
  readonly averageVolume: string;
  readonly multiplier: string;
}

/** What is read of a payload; which of it is there depends on the event. */
interface RawPayload {
  readonly yes_dollars_fp?: [string, string][];
  readonly no_dollars_fp?: [string, string][];
  readonly side: "yes" | "no";
  readonly price_dollars: string;
  readonly delta_fp: string;
  readonly yes_bid_dollars: string;
  readonly yes_ask_dollars: string;
  readonly ts_ms: number;
}

interface RawEvent {
  readonly event_type: string;
  readonly local_recv_ns: number;
  readonly market_ticker: string;
  readonly sequence_number: number | null;
  readonly payload_json: RawPayload;
}

/** Returns the lines of a text file, plain or gzip'd, that are not blank. */
export async function linesOf(path: string): Promise<string[]> {
  const file = await Deno.open(path);
  const bytes = path.endsWith(".gz")
    ? file.readable.pipeThrough(new DecompressionStream("gzip"))
    : file.readable;
  const text = await new Response(bytes).text();
  return text.split("\n").filter((line) => line !== "");
}

async function filesBelow(path: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(path)) {
    const below = `${path}/${entry.name}`;
    files.push(...(entry.isDirectory ? await filesBelow(below) : [below]));
  }
  return files.sort();
}

async function readEvents(folder: string): Promise<RawEvent[]> {
  const kinds = [
    "watch_market",
    "orderbook_snapshot",
    "orderbook_delta",
    "ticker",
  ];
  const events: RawEvent[] = [];
  for (const kind of kinds) {
    for (const path of await filesBelow(`${folder}/raw_events/${kind}`)) {
      for (const line of await linesOf(path)) events.push(JSON.parse(line));
    }
  }
  return events.sort((left, right) =>
    left.local_recv_ns - right.local_recv_ns ||
    kinds.indexOf(left.event_type) - kinds.indexOf(right.event_type) ||
    (left.sequence_number ?? 0) - (right.sequence_number ?? 0)
  );
}

const cents = (text: string) => Math.round(Number(text) * 10_000);
const hundredths = (text: string) => Math.round(Number(text) * 100);
const sum = (side: Record<string, number>) =>
  Object.values(side).reduce((total, size) => total + size, 0);

/** Returns when the last frame of a book came in each recording, in Unix milliseconds by every ticker in it. */
export async function lastBookFrames(
  folders: readonly string[],
): Promise<Record<string, number>> {
  const lastAtMs: Record<string, number> = {};
  for (const folder of folders) {
    const frames = (await readEvents(folder)).filter(({ event_type: type }) =>
      type === "orderbook_snapshot" || type === "orderbook_delta"
    );
    const lastNs = frames.at(-1)?.local_recv_ns ?? 0;
    for (const frame of frames) {
      lastAtMs[frame.market_ticker] = Math.floor(lastNs / 1_000_000);
    }
  }
  return lastAtMs;
}

/**
 * Returns the volume spikes among `trades`, which are in order: at least five times the average of up to 99
 * trades before, of which nine must be there, and none within `cooldownMs` of the last in its market.
 */
export function obviousVolumeSpikes(
  trades: readonly ObviousTrade[],
  cooldownMs: number,
): ObviousSpike[] {
  const spikes: ObviousSpike[] = [];
  const sizes: Record<string, number[]> = {};
  const lastRaised: Record<string, number> = {};
  for (const { ticker, tradeId, atUs, count, takerSide } of trades) {
    const before = (sizes[ticker] ?? []).slice(-99);
    const size = hundredths(count);
    sizes[ticker] = [...before, size];
    const total = before.reduce((sum, each) => sum + each, 0);
    // Hundredths of contracts are whole numbers, so the comparison is exact.
    if (before.length < 9 || size * before.length < 5 * total) continue;
    const timestamp = Math.floor(atUs / 1_000);
    const last = lastRaised[ticker];
    if (last !== undefined && timestamp - last < cooldownMs) continue;
    lastRaised[ticker] = timestamp;
    const average = total / before.length / 100;
    spikes.push({
      ticker,
      type: "volume_spike",
      timestamp,
      tradeId,
      takerSide,
      volume: (size / 100).toFixed(6),
      averageVolume: average.toFixed(6),
      multiplier: (size / 100 / average).toFixed(6),
    });
  }
  return spikes;
}

/** Returns the signals of one recording folder, in order. Cooldown 60 s, re-arming at nine tenths. */
export async function obviousSignals(folder: string): Promise<ObviousSignal[]> {
  const signals: ObviousSignal[] = [];
  const books: Record<
    string,
    { yes: Record<string, number>; no: Record<string, number> }
  > = {};
  const previousMids: Record<string, number> = {};
  const lastRaised: Record<string, number> = {};
  const lasting: Record<string, string> = {};

  const raise = (ticker: string, type: string, timestamp: number): boolean => {
    const key = `${ticker} ${type}`;
    const last = lastRaised[key];
    if (last !== undefined && timestamp - last < 60_000) return false;
    lastRaised[key] = timestamp;
    signals.push({ ticker, type, timestamp });
    return true;
  };

  const checkImbalance = (ticker: string, timestamp: number) => {
    const book = books[ticker];
    if (book === undefined) return;
    const yes = sum(book.yes);
    const no = sum(book.no);
    if (yes === 0 || no === 0) return;
    // Hundredths of contracts are whole numbers, so both sides of each comparison are exact.
    if (yes >= 3 * no) {
      if (
        lasting[ticker] !== "yes" &&
        raise(ticker, "orderbook_imbalance", timestamp)
      ) lasting[ticker] = "yes";
    } else if (100 * yes <= 33 * no) {
      if (
        lasting[ticker] !== "no" &&
        raise(ticker, "orderbook_imbalance", timestamp)
      ) lasting[ticker] = "no";
    } else if (10 * yes < 27 * no && 90 * yes > 33 * no) {
      delete lasting[ticker];
    }
  };

  for (
    const {
      event_type: type,
      market_ticker: ticker,
      payload_json: payload,
      local_recv_ns: ns,
    } of await readEvents(folder)
  ) {
    const receivedMs = Math.floor(ns / 1_000_000);
    if (type === "orderbook_snapshot") {
      const side = (levels: [string, string][] | undefined) =>
        Object.fromEntries(
          (levels ?? []).map((
            [price, size],
          ) => [cents(price), hundredths(size)]),
        );
      books[ticker] = {
        yes: side(payload.yes_dollars_fp),
        no: side(payload.no_dollars_fp),
      };
      checkImbalance(ticker, receivedMs);
    }
    if (type === "orderbook_delta") {
      const side = books[ticker]?.[payload.side];
      if (side === undefined) continue;
      const price = cents(payload.price_dollars);
      const size = (side[price] ?? 0) + hundredths(payload.delta_fp);
      if (size > 0) side[price] = size;
      else delete side[price];
      checkImbalance(ticker, payload.ts_ms);
    }
    if (type === "ticker") {
      const bid = cents(payload.yes_bid_dollars);
      const ask = cents(payload.yes_ask_dollars);
      if (bid === 0 || ask === 10_000) continue;
      const mid = bid + ask;
      const previous = previousMids[ticker];
      previousMids[ticker] = mid;
      if (previous === undefined || previous === 0) continue;
      if (Math.abs(mid - previous) * 20 >= previous) {
        raise(ticker, "price_swing", payload.ts_ms);
      }
    }
  }
  return signals;
}
