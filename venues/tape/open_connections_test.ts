import { assertEquals } from "@std/assert";
import { quantity } from "../../domain/money.ts";
import { KalshiDecoder } from "../kalshi/kalshi_decoder.ts";
import { openRecordings } from "./recordings.ts";
import {
  inFolder,
  line,
  nameOf,
  readAll,
  spots,
  START_MS,
  writeEvents,
  writeTape,
} from "./recording_testing.ts";
import { createTapeDecoder } from "./tape_decoder.ts";
import type { TapeFrame, TapeRecord } from "./tape_record.ts";

/** The ends of connections: their names, when, and how many records came before. */
function endsIn(frames: readonly TapeFrame[]): readonly unknown[] {
  return frames.flatMap(({ record, atMs }, index) =>
    record.kind === "connection" && record.status === "disconnected"
      ? [[record.connection, atMs - START_MS, record.t - START_MS, index]]
      : []
  );
}

Deno.test("openRecordings() ends a recording's connection behind its last line, whichever file that is in", () =>
  inFolder(async (folder) => {
    const delta = (atMs: number) =>
      line("orderbook_delta", atMs, { sequence_number: atMs });
    const lasts: readonly [deltaMs: number, tickerMs: number][] = [
      [9, 5],
      [5, 9],
      [9, 9],
    ];
    for (const [deltaMs, tickerMs] of lasts) {
      await writeEvents(folder, "ws_connected", line("ws_connected", 1));
      await writeEvents(folder, "orderbook_delta", delta(2), delta(deltaMs));
      await writeEvents(folder, "ticker", line("ticker", tickerMs));
      // Spot prints come from elsewhere, and do not say that the connection is open.
      await Deno.writeTextFile(
        `${folder}/independent_spot_ticks.ndjson`,
        JSON.stringify({
          schema_version: "spot-tick-v1",
          symbol: "BTC-USD",
          price: 79_404.26,
          local_recv_ns: (START_MS + 20) * 1_000_000,
        }),
      );
      const frames = await readAll(await openRecordings([folder]));
      assertEquals(endsIn(frames), [["r1", 9, 9, 4]]);
      assertEquals(frames.slice(5).map(nameOf), ["spot"]);
    }
  }));

Deno.test("openRecordings() ends a recording once, also where its files are given one by one", () =>
  inFolder(async (folder) => {
    await writeEvents(folder, "ws_connected", line("ws_connected", 1));
    await writeEvents(folder, "ticker", line("ticker", 2), line("ticker", 7));
    const files = ["ticker", "ws_connected"].map((kind) =>
      `${folder}/raw_events/${kind}/2026-05-13/h21/part.ndjson.gz`
    );
    const frames = await readAll(await openRecordings(files));
    assertEquals(endsIn(frames), [["r1", 7, 7, 3]]);
  }));

Deno.test("openRecordings() ends each of two recordings that overlap at its own last line, and empties only its own books", () =>
  inFolder(async (folder) => {
    const write = async (name: string, fromMs: number, untilMs: number) => {
      const of = { "connection_id": name, "market_ticker": name };
      const path = `${folder}/${name}`;
      await writeEvents(path, "ws_connected", line("ws_connected", fromMs, of));
      await writeEvents(
        path,
        "orderbook_snapshot",
        line("orderbook_snapshot", fromMs, {
          ...of,
          payload_json: {
            market_ticker: name,
            yes_dollars_fp: [["0.4000", "7.00"]],
          },
        }),
      );
      await writeEvents(path, "ticker", line("ticker", untilMs, of));
      return path;
    };
    const paths = [await write("r1", 4, 12), await write("r2", 8, 20)];
    const frames = await readAll(await openRecordings(paths));
    assertEquals(endsIn(frames), [["r1", 12, 12, 5], ["r2", 20, 20, 7]]);
    const decoder = createTapeDecoder([new KalshiDecoder()]);
    const books = frames.flatMap((frame) =>
      decoder.decode(frame).flatMap((event) =>
        event.kind === "book_changed"
          ? [[
            frame.atMs - START_MS,
            event.depth.marketId,
            event.depth.yesBidDepth,
          ]]
          : []
      )
    );
    assertEquals(books, [
      [4, "kalshi:r1", quantity("7")],
      [8, "kalshi:r2", quantity("7")],
      [12, "kalshi:r1", 0n],
      [20, "kalshi:r2", 0n],
    ]);
  }));

Deno.test("openRecordings() ends each connection that a tape leaves open, at its last line", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    const left = connection(5, "connected", "left");
    await writeTape(path, [
      connection(1, "connecting", "tried"),
      left,
      connection(6, "connected", "closed"),
      connection(7, "disconnected", "closed"),
      frameOf(8, "rest"),
      frameOf(9, "left"),
    ]);
    const [other, before] = [`${folder}/b.tape.gz`, `${folder}/c.tape.gz`];
    await writeTape(other, [frameOf(30, "unannounced")]);
    await writeTape(before, [connection(2, "disconnected", "tried")]);
    const frames = await readAll(await openRecordings([path, other, before]));
    assertEquals(endsIn(frames).map((end) => [end].flat().slice(0, 3)), [
      ["tried", 2, 2],
      ["closed", 7, 7],
      ["tried", 9, 9],
      ["left", 9, 9],
      ["unannounced", 30, 30],
    ]);
  }));

Deno.test("openRecordings() lets a connection go on that another tape holds open under the same name", () =>
  inFolder(async (folder) => {
    const [first, second] = [`${folder}/1.tape.gz`, `${folder}/2.tape.gz`];
    await writeTape(first, [connection(1, "connected"), frameOf(10)]);
    await writeTape(second, [connection(5, "connected"), frameOf(20)]);
    const frames = await readAll(await openRecordings([first, second]));
    assertEquals(endsIn(frames).map((end) => [end].flat()[1]), [20]);
  }));

Deno.test("openRecordings() ends the connection of a cut-off tape behind the line that says so", () =>
  inFolder(async (folder) => {
    const path = `${folder}/a.tape.gz`;
    await writeTape(path, [connection(1, "connected"), ...spots(500)]);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 12));
    const frames = await readAll(await openRecordings([path]));
    assertEquals(frames.slice(-2).map(nameOf), ["unreadable", "disconnected"]);
  }));

function connection(
  atMs: number,
  status: "connecting" | "connected" | "disconnected",
  name = "k1",
): TapeRecord {
  return {
    t: START_MS + atMs,
    kind: "connection",
    venue: "kalshi",
    connection: name,
    status,
    reason: "as recorded",
  };
}

function frameOf(atMs: number, name = "k1"): TapeRecord {
  return {
    t: START_MS + atMs,
    kind: "frame",
    venue: "kalshi",
    connection: name,
    frame: "{}",
  };
}
