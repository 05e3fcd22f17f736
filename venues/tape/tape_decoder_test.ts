import { assertEquals } from "@std/assert";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { marketId } from "../../domain/ids.ts";
import type {
  FrameReceipt,
  MarketNotice,
  VenueDecoder,
} from "../venue_decoder.ts";
import { createTapeDecoder } from "./tape_decoder.ts";
import type { TapeFrame } from "./tape_record.ts";

/** Answers each frame with a spot print of its own text. */
class EchoDecoder implements VenueDecoder {
  readonly venue = "kalshi";
  readonly receipts: FrameReceipt[] = [];
  readonly reconnects: string[] = [];
  readonly notices: string[] = [];

  decode(frame: unknown, receipt: FrameReceipt): readonly MarketEvent[] {
    this.receipts.push(receipt);
    return [{
      kind: "spot_printed",
      symbol: String(frame),
      price: "1",
      occurredAtMs: receipt.atMs,
    }];
  }

  tell(notice: MarketNotice): readonly MarketEvent[] {
    this.notices.push(notice.kind);
    return [notice];
  }

  reconnect(connection: string): readonly MarketEvent[] {
    this.reconnects.push(connection);
    return [];
  }
}

function frame(record: TapeFrame["record"]): TapeFrame {
  return { atMs: 9, file: "a.tape", line: 3, record };
}

Deno.test("decode() hands a frame to its venue's decoder, with its place on the tape", () => {
  const echo = new EchoDecoder();
  const events = createTapeDecoder([echo]).decode(frame({
    t: 9,
    kind: "frame",
    venue: "kalshi",
    connection: "c1",
    frame: "x",
  }));
  assertEquals(events.map(({ kind }) => kind), ["spot_printed"]);
  assertEquals(echo.receipts, [
    { atMs: 9, connection: "c1", source: "a.tape:3" },
  ]);
});

Deno.test("decode() tells the decoder of a connection before it passes the news on", () => {
  const echo = new EchoDecoder();
  const events = createTapeDecoder([echo]).decode(frame({
    t: 9,
    kind: "connection",
    venue: "kalshi",
    connection: "c1",
    status: "disconnected",
    reason: "closed",
  }));
  assertEquals(echo.reconnects, ["c1"]);
  assertEquals(events, [
    { kind: "connection_changed", status: "disconnected", reason: "closed" },
  ]);
});

Deno.test("decode() says that a venue is disconnected when the last of its connections ends", () => {
  const echo = new EchoDecoder();
  const decoder = createTapeDecoder([echo]);
  const heard = ([
    ["c1", "connected"],
    ["c2", "connecting"],
    ["c1", "disconnected"],
    ["c2", "connected"],
    ["c2", "disconnected"],
    ["c2", "disconnected"],
  ] as const).map(([connection, status]) =>
    decoder.decode(frame({
      t: 9,
      kind: "connection",
      venue: "kalshi",
      connection,
      status,
      reason: "",
    })).map((event) =>
      event.kind === "connection_changed" ? event.status : event.kind
    )
  );
  assertEquals(heard, [
    ["connected"],
    ["connecting"],
    [],
    ["connected"],
    ["disconnected"],
    ["disconnected"],
  ]);
  assertEquals(echo.reconnects, ["c1", "c2", "c1", "c2", "c2", "c2"]);
});

Deno.test("decode() tells the venue's decoder what became of a market, and passes spot prints on", () => {
  const echo = new EchoDecoder();
  const decoder = createTapeDecoder([echo]);
  assertEquals(
    decoder.decode(frame({
      t: 9,
      kind: "market_phase_changed",
      marketId: marketId("kalshi", "M1"),
      phase: "final",
      resolution: { kind: "no" },
    })),
    [{
      kind: "market_phase_changed",
      marketId: marketId("kalshi", "M1"),
      phase: "final",
      resolution: { kind: "no" },
      occurredAtMs: 9,
    }],
  );
  assertEquals(echo.notices, ["market_phase_changed"]);
  assertEquals(
    decoder.decode(frame({ t: 9, kind: "spot", symbol: "BTC", price: "2" })),
    [{ kind: "spot_printed", symbol: "BTC", price: "2", occurredAtMs: 9 }],
  );
  assertEquals(decoder.decode(frame({ t: 9, kind: "tape", version: 1 })), []);
});

Deno.test("decode() turns an unreadable line and a venue without decoder into rejections", () => {
  const decoder = createTapeDecoder([new EchoDecoder()]);
  const bad: readonly TapeFrame["record"][] = [
    { kind: "unreadable", message: "Cannot read a line" },
    { t: 9, kind: "frame", venue: "dflow", connection: "c", frame: {} },
  ];
  assertEquals(
    bad.map((record) => {
      const [event] = decoder.decode(frame(record));
      return event?.kind === "frame_rejected" && event.rejection;
    }),
    [
      { venue: "kalshi", source: "a.tape:3", message: "Cannot read a line" },
      {
        venue: "dflow",
        source: "a.tape:3",
        message:
          "Cannot decode a record as its venue must have a decoder: current value is dflow",
      },
    ],
  );
});
