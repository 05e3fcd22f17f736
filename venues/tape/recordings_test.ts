import { assert, assertEquals, assertRejects } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import {
  CENT_GRID,
  isOnGrid,
  type PriceRange,
  toYesPrice,
  type YesPrice,
} from "../../domain/price.ts";
import { KalshiDecoder } from "../kalshi/kalshi_decoder.ts";
import { openRecordings } from "./recordings.ts";
import {
  CLOSE_MS,
  inFolder,
  line,
  MARKET,
  nameOf,
  readAll,
  spot,
  spots,
  START_MS,
  writeEvents,
  writeTape,
} from "./recording_testing.ts";
import { createTapeDecoder } from "./tape_decoder.ts";

async function writeRecording(folder: string): Promise<void> {
  await writeEvents(
    folder,
    "orderbook_delta",
    line("orderbook_delta", 2, { sequence_number: 2 }),
    "not json",
    line("orderbook_delta", 4, { sequence_number: 3 }),
  );
  await writeEvents(
    folder,
    "orderbook_snapshot",
    line("orderbook_snapshot", 2, { sequence_number: 1 }),
  );
  await writeEvents(folder, "ticker", line("ticker", 2), line("ticker", 3));
  await writeEvents(folder, "ws_connected", line("ws_connected", 2));
  await writeEvents(
    folder,
    "watch_market",
    line("watch_market", 1, {
      payload_json: {
        market_ticker: MARKET,
        close_time: "2026-05-13T21:30:00Z",
        strike: 79404.26,
      },
    }),
  );
}

async function writeResult(folder: string, settled?: string): Promise<void> {
  await Deno.writeTextFile(
    `${folder}/market_results_full_refresh.json`,
    JSON.stringify([{
      market: MARKET,
      result: "no",
      status: "finalized",
      close_time: "2026-05-13T21:30:00Z",
      settlement_ts: settled,
    }]),
  );
}

Deno.test("openRecordings() merges a recording in the order of receipt, what announces a thing first", () =>
  inFolder(async (folder) => {
    await writeRecording(folder);
    await writeResult(folder);
    const recordings = await openRecordings([folder]);
    const frames = await readAll(recordings);
    assertEquals(frames.map(nameOf), [
      "market_listed",
      "connected",
      "orderbook_snapshot",
      "orderbook_delta",
      // An unreadable line keeps its place in its file.
      "unreadable",
      "ticker",
      "ticker",
      "orderbook_delta",
      "disconnected",
      "closed",
      "final",
    ]);
    assertEquals(recordings.bytesRead(), recordings.bytesTotal);
    assertEquals(recordings.unresolved, []);
  }));

Deno.test("openRecordings() gives the file and the line of a bad line", () =>
  inFolder(async (folder) => {
    await writeRecording(folder);
    const frames = await readAll(await openRecordings([folder]));
    const bad = frames.find(({ record }) => record.kind === "unreadable");
    assertEquals(
      [bad?.file, bad?.line],
      [
        `${folder}/raw_events/orderbook_delta/2026-05-13/h21/part.ndjson.gz`,
        2,
      ],
    );
  }));

Deno.test("openRecordings() gives a bad line before the first time that time, not 1970", () =>
  inFolder(async (folder) => {
    await writeEvents(folder, "ticker", "not json", line("ticker", 3));
    const frames = await readAll(await openRecordings([folder]));
    assertEquals(frames.map((frame) => [nameOf(frame), frame.atMs]), [
      ["unreadable", CLOSE_MS - 9_997],
      ["ticker", CLOSE_MS - 9_997],
      ["disconnected", CLOSE_MS - 9_997],
    ]);
    await writeEvents(folder, "ticker", "not json");
    assertEquals((await readAll(await openRecordings([folder]))).length, 1);
  }));

Deno.test("openRecordings() closes a market on time and settles it when it was settled", () =>
  inFolder(async (folder) => {
    await writeRecording(folder);
    for (
      const [settled, settledAtMs] of [
        [undefined, CLOSE_MS + 12_000],
        ["2026-05-13T21:30:07.5Z", CLOSE_MS + 7_500],
        // A clock that is off must not settle before the close.
        ["2026-05-13T21:29:00Z", CLOSE_MS],
      ] as const
    ) {
      await writeResult(folder, settled);
      const frames = await readAll(await openRecordings([folder]));
      assertEquals(
        frames.slice(-2).map((frame) => [nameOf(frame), frame.atMs]),
        [
          ["closed", CLOSE_MS],
          ["final", settledAtMs],
        ],
      );
    }
  }));

Deno.test("openRecordings() leaves a market without an official result closed, and says so", () =>
  inFolder(async (folder) => {
    await writeRecording(folder);
    const recordings = await openRecordings([folder]);
    assertEquals(recordings.unresolved, [MARKET]);
    const names = (await readAll(recordings)).map(nameOf);
    assertEquals(names.at(-1), "closed");
  }));

Deno.test("openRecordings() skips what holds nothing to replay, with a reason", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/SOURCE.md`, "# About\n");
    await Deno.mkdir(`${folder}/empty`);
    const recordings = await openRecordings([
      `${folder}/SOURCE.md`,
      `${folder}/empty`,
    ]);
    assertEquals(recordings.skippedPaths.map(({ reason }) => reason), [
      "neither a tape, a recording nor official results",
      "a folder without raw_events",
    ]);
    assertEquals(await readAll(recordings), []);
  }));

Deno.test("openRecordings() refuses a path that does not exist", async () => {
  await assertRejects(
    () => openRecordings(["/nowhere/a.tape"]),
    Deno.errors.NotFound,
    "Cannot read /nowhere/a.tape as it must exist: check the path",
  );
});

Deno.test("openRecordings() puts a cut-off tape's end into the stream as one unreadable line", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    await writeTape(path, spots(500));
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 12));
    const frames = await readAll(await openRecordings([path]));
    assert(frames.length > 400, `${frames.length} frames`);
    assertEquals(frames.at(-1)?.record.kind, "unreadable");
    assertEquals(
      frames.slice(0, -2).every(({ record }) => record.kind !== "unreadable"),
      true,
    );
  }));

Deno.test("openRecordings() reads nothing of a tape of another version", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape`;
    await Deno.writeTextFile(
      path,
      '{"t":1,"kind":"tape","version":9}\n{"t":2,"kind":"spot","symbol":"B","price":"1"}\n',
    );
    const [frame, ...rest] = await readAll(await openRecordings([path]));
    assertEquals(rest, []);
    assert(frame?.record.kind === "unreadable");
    assertEquals(
      frame.record.message,
      "Cannot read a tape as its version must be 1: current value is 9",
    );
  }));

Deno.test("openRecordings() orders several tapes by time and never goes back", () =>
  inFolder(async (folder) => {
    const [late, early] = [`${folder}/1.tape.gz`, `${folder}/2.tape.gz`];
    await writeTape(late, [spot(500), spot(400), spot(900)]);
    await writeTape(early, [spot(100), spot(450), spot(800)]);
    const frames = await readAll(await openRecordings([late, early]));
    const times = frames.flatMap(({ atMs, record }) =>
      record.kind === "spot" ? [[atMs, record.t]] : []
    );
    assertEquals(times, [
      [100, 100],
      [450, 450],
      [500, 500],
      [500, 400],
      [800, 800],
      [900, 900],
    ]);
  }));

Deno.test("openRecordings() gives a tape's records their own times, to the millisecond", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    // Of four successive milliseconds, a double holds the nanoseconds of one exactly.
    const times = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    await writeTape(path, times.map((atMs) => spot(START_MS + atMs)));
    const frames = await readAll(await openRecordings([path]));
    assertEquals(
      frames.slice(1).map(({ atMs }) => atMs - START_MS),
      times,
    );
  }));

const REAL = new URL("../../../shared/data/kalshi-btc15m-ws/", import.meta.url)
  .pathname;
const RECORDING = `${REAL}rv600_next_evidence_shadow_20260514T130107Z`;

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** What an event says, without the live book in it. */
function summary(event: MarketEvent): unknown {
  return event.kind === "book_changed"
    ? [event.depth, event.book.bestYesBid, event.book.bestNoBid]
    : event;
}

Deno.test({
  name:
    "a real recording written to a tape and read back gives the same events (needs ../shared/data/kalshi-btc15m-ws)",
  ignore: !isThere(RECORDING),
  fn: () =>
    inFolder(async (folder) => {
      const frames = await readAll(await openRecordings([RECORDING]));
      const records = frames.flatMap(({ record }) =>
        record.kind === "unreadable" ? [] : [record]
      );
      assertEquals(records.length, frames.length);
      const path = `${folder}/a.tape.gz`;
      await writeTape(path, records);
      const reread = (await readAll(await openRecordings([path]))).slice(1);
      assertEquals(reread.length, frames.length);
      const first = createTapeDecoder([new KalshiDecoder()]);
      const second = createTapeDecoder([new KalshiDecoder()]);
      for (const [index, frame] of frames.entries()) {
        const again = reread[index];
        assert(again !== undefined);
        assertEquals(
          second.decode(again).map(summary),
          first.decode(frame).map(summary),
        );
      }
    }),
});

/** Looked at is one book in so many: each has about a hundred levels. */
const BOOKS_BETWEEN = 500;

Deno.test({
  name:
    "every price of a real recording is on the grid that marketOfWatched() gives its market (needs ../shared/data/kalshi-btc15m-ws)",
  ignore: !isThere(RECORDING),
  fn: async () => {
    const decoder = createTapeDecoder([new KalshiDecoder()]);
    const grids = new Map<string, readonly PriceRange[]>();
    const seen = { prices: 0, finerThanCents: 0, books: 0 };
    const look = (id: string, price: YesPrice | null) => {
      if (price === null) return;
      assert(isOnGrid(price, grids.get(id) ?? []), `${price} of ${id}`);
      seen.prices++;
      if (!isOnGrid(price, CENT_GRID)) seen.finerThanCents++;
    };
    for (const frame of await readAll(await openRecordings([RECORDING]))) {
      for (const event of decoder.decode(frame)) {
        if (event.kind === "market_listed") {
          grids.set(event.market.id, event.market.priceRanges);
        } else if (event.kind === "quote_changed") {
          look(event.quote.marketId, event.quote.yesBid);
          look(event.quote.marketId, event.quote.yesAsk);
        } else if (event.kind === "book_changed") {
          if (seen.books++ % BOOKS_BETWEEN > 0) continue;
          const { book } = event;
          for (const { price } of book.yesBids()) look(book.marketId, price);
          for (const { price } of book.noBids()) {
            look(book.marketId, toYesPrice(price));
          }
        }
      }
    }
    assert(seen.prices > 1_000 && seen.finerThanCents > 100, `${seen.prices}`);
  },
});
