import { assert, assertEquals } from "@std/assert";
import { PolymarketDecoder } from "../../../venues/polymarket/polymarket_decoder.ts";
import {
  readBook,
  readPriceChange,
} from "../../../venues/polymarket/hot_frame.ts";
import { bookChange } from "../../../venues/polymarket/book_change.ts";
import { readPlainFrame } from "../../../venues/polymarket/plain_frame.ts";
import { MARKET_FRAME_SCHEMAS } from "../../../venues/polymarket/schema/market_frame.ts";
import { readWholeText } from "../../../venues/tape/line_reader.ts";
import { openRecordings } from "../../../venues/tape/recordings.ts";
import { createTapeDecoder } from "../../../venues/tape/tape_decoder.ts";
import { needsRecordedData, RECORDED_DATA } from "../../market_recordings.ts";

const FOLDER = `${RECORDED_DATA}/polymarket-btc15m-ws`;

async function sessions(): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(FOLDER));
  return entries.filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => `${FOLDER}/${name}`).sort();
}

async function* capturedTexts(): AsyncGenerator<string> {
  const recordings = await openRecordings(await sessions());
  for await (const batch of recordings.frames()) {
    for (const { record } of batch) {
      if (record.kind === "frame" && typeof record.frame === "string") {
        yield record.frame;
      }
    }
  }
}

Deno.test({
  ...needsRecordedData(
    "polymarket-btc15m-ws",
    "every captured Polymarket message decodes, without a gap and without a crossed book",
  ),
  fn: async () => {
    const decoder = new PolymarketDecoder();
    const tape = createTapeDecoder([decoder]);
    const recordings = await openRecordings(await sessions());
    const finals: string[] = [];
    let quotes = 0;
    for await (const batch of recordings.frames()) {
      for (const frame of batch) {
        for (const event of tape.decode(frame)) {
          assert(event.kind !== "frame_rejected");
          if (event.kind === "quote_changed") quotes++;
          if (event.kind !== "market_phase_changed") continue;
          if (event.phase === "final") {
            finals.push(`${event.marketId} ${event.resolution?.kind}`);
          }
        }
      }
    }
    assertEquals(decoder.counts.decoded, 1_992);
    assertEquals(decoder.counts.rejected, 0);
    assertEquals(decoder.counts.gaps, 0);
    assertEquals(decoder.counts.crossings, 0);
    assert(quotes > 100);
    assertEquals(finals.sort(), [
      "polymarket:btc-updown-15m-1777434300 no",
      "polymarket:eth-updown-15m-1777434300 no",
      "polymarket:sol-updown-15m-1777434300 no",
    ]);
  },
});

Deno.test({
  ...needsRecordedData(
    "polymarket-btc15m-ws",
    "the fast path takes every captured change and book, and says what the schema says",
  ),
  fn: async () => {
    let taken = 0;
    let books = 0;
    for await (const text of capturedTexts()) {
      const value = JSON.parse(text);
      const fast = readPriceChange(value);
      for (const message of Array.isArray(value) ? value : []) {
        const book = readBook(message);
        assert(book !== null);
        assertEquals(MARKET_FRAME_SCHEMAS.book.parse(message), book);
        books++;
      }
      if (value.event_type !== "price_change") {
        assertEquals(fast, null);
        continue;
      }
      assert(fast !== null);
      assertEquals(MARKET_FRAME_SCHEMAS.price_change.parse(value), fast);
      assertEquals(readPlainFrame(text) as unknown, {
        event_type: "price_change",
        ...bookChange(fast, () => true),
      });
      taken++;
    }
    assertEquals([taken, books], [85, 294]);
  },
});

Deno.test({
  ...needsRecordedData(
    "polymarket-btc5m-day",
    "every row of the catalogue of one day is listed with its result",
  ),
  fn: async () => {
    const text = await readWholeText(
      `${RECORDED_DATA}/polymarket-btc5m-day/BTC-5m-markets-2026-07-24.jsonl.gz`,
    );
    let listed = 0;
    for (const line of text.trim().split("\n")) {
      const row = JSON.parse(line);
      const decoder = new PolymarketDecoder();
      const receipt = {
        atMs: row.end_sec * 1_000,
        connection: "g",
        source: "",
      };
      const [market] = decoder.decode(
        { ...row.raw, closed: false, umaResolutionStatus: undefined },
        { ...receipt, atMs: receipt.atMs - 1 },
      );
      assert(market?.kind === "market_listed");
      assertEquals(market.market.opensAtMs, row.start_sec * 1_000);
      assertEquals(market.market.closesAtMs, row.end_sec * 1_000);
      const [final] = decoder.decode(row.raw, receipt);
      assert(final?.kind === "market_phase_changed");
      assertEquals(final.phase, "final");
      assertEquals(
        final.resolution?.kind,
        row.outcome_prices[0] === "1" ? "yes" : "no",
      );
      listed++;
    }
    assertEquals(listed, 292);
  },
});

Deno.test({
  ...needsRecordedData(
    "polymarket-mlb-book",
    "the books of five games are rebuilt from their tables, and are not crossed",
  ),
  fn: async () => {
    const folder = `${RECORDED_DATA}/polymarket-mlb-book`;
    const entries = await Array.fromAsync(Deno.readDir(folder));
    const files = entries.map(({ name }) => name)
      .filter((name) => name.includes("market-events"));
    for (const name of files.sort()) {
      const decoder = new PolymarketDecoder();
      const tape = createTapeDecoder([decoder]);
      const recordings = await openRecordings([`${folder}/${name}`]);
      let changes = 0;
      let crossed = 0;
      for await (const batch of recordings.frames()) {
        for (const frame of batch) {
          for (const event of tape.decode(frame)) {
            if (event.kind !== "book_changed") continue;
            const { bestYesBid, bestNoBid } = event.book;
            // The last of all is empty, as the recording ends.
            if (bestYesBid === null || bestNoBid === null) continue;
            changes++;
            if (bestYesBid + bestNoBid >= 1_000_000n) crossed++;
          }
        }
      }
      assert(changes > 500, name);
      // One table ends in the middle of a message, and another is not in order of time.
      assert(crossed <= (name.includes("col-wsh") ? changes / 20 : 1), name);
    }
    assertEquals(files.length, 5);
  },
});
