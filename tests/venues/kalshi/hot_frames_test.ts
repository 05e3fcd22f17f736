import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  FRAME_SCHEMAS,
  isKalshiFrameType,
} from "../../../venues/kalshi/frame.ts";
import { hotFrameOf } from "../../../venues/kalshi/hot_object.ts";
import { HotFrames } from "../../../venues/kalshi/hot_frames.ts";
import { openRecordings } from "../../../venues/tape/recordings.ts";
import { needsRecordedData, RECORDED_DATA } from "../../market_recordings.ts";
import { mutated, mutations } from "../mutated_json.ts";
import { CAPTURES, readCapture, rowsWith } from "./captures.ts";
import { SAMPLE_FRAMES } from "./sample_frames.ts";

const MUTANTS = 10_000;
const HOT = ["orderbook_delta", "ticker"] as const;

/** What the schema makes of a text; `null` if it refuses. Fields that are not there are left out on either way. */
function bySchema(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const type: unknown = Reflect.get(Object(value), "type");
  if (typeof type !== "string" || !isKalshiFrameType(type)) return null;
  const parsed = FRAME_SCHEMAS[type].safeParse(value);
  return parsed.success ? withoutGaps(parsed.data) : null;
}

function withoutGaps(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Whether both ways agree, wherever the short one says anything. @returns Whether it did. */
function agrees(hot: HotFrames, text: string): boolean {
  const frame = hot.read(text);
  if (frame === null) return false;
  assertEquals(withoutGaps(frame), bySchema(text), text);
  return true;
}

function taught(type: typeof HOT[number]): HotFrames {
  const hot = new HotFrames();
  hot.learn(type, SAMPLE_FRAMES[type]);
  return hot;
}

for (const type of HOT) {
  Deno.test(`the short way reads ${type} frames as the schema does, ${MUTANTS} mutants among them`, () => {
    const hot = taught(type);
    assert(agrees(hot, JSON.stringify(SAMPLE_FRAMES[type])));
    let taken = 0;
    fc.assert(
      fc.property(mutations, (changes) => {
        const text = JSON.stringify(mutated(SAMPLE_FRAMES[type], changes));
        if (agrees(hot, text)) taken += 1;
      }),
      { numRuns: MUTANTS, seed: 11 },
    );
    assert(taken > 0 && taken < MUTANTS, `${taken} taken`);
  });

  Deno.test(`the short way reads ${type} texts as the schema does where single characters change`, () => {
    const hot = taught(type);
    const text = JSON.stringify(SAMPLE_FRAMES[type]);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.oneof(
          fc.constantFrom(...'\\"{}[],:0.19-+eE \u0000\u001f\u2028٠'),
          fc.string({ maxLength: 3 }),
        ),
        fc.nat(2),
        (at, put, taken) => {
          agrees(hot, text.slice(0, at) + put + text.slice(at + taken));
        },
      ),
      { numRuns: MUTANTS, seed: 12 },
    );
  });
}

Deno.test(`a change of a book that was parsed already is read as by the schema, ${MUTANTS} mutants among them`, () => {
  let taken = 0;
  fc.assert(
    fc.property(mutations, (changes) => {
      const value = mutated(SAMPLE_FRAMES.orderbook_delta, changes);
      const frame = hotFrameOf(value);
      if (frame === null) return;
      taken += 1;
      assertEquals(withoutGaps(frame), bySchema(JSON.stringify(value)));
    }),
    { numRuns: MUTANTS, seed: 13 },
  );
  assert(taken > 0 && taken < MUTANTS, `${taken} taken`);
  assert(hotFrameOf(SAMPLE_FRAMES.orderbook_delta) !== null);
});

Deno.test("the short way learns no frame that it could mistake", () => {
  const hot = new HotFrames();
  const { orderbook_delta: delta } = SAMPLE_FRAMES;
  const odd: readonly object[] = [
    { ...delta, more: { nested: 1 } },
    { ...delta, seq: "2" },
    { ...delta, "a key": 1 },
    { ...delta, msg: { ...delta.msg, ts_ms: "1" } },
  ];
  for (const frame of odd) {
    hot.learn("orderbook_delta", frame);
    assertEquals(hot.read(JSON.stringify(frame)), null);
  }
  // A field of the body that stands beside it is none of the body's.
  const beside = { "ts_ms": 7, ...delta };
  hot.learn("orderbook_delta", beside);
  assert(agrees(hot, JSON.stringify(beside)));
});

Deno.test({
  ...needsRecordedData(
    CAPTURES,
    "the short way reads every captured frame as the schema does",
  ),
  fn: async () => {
    const hot = new HotFrames();
    let taken = 0;
    const rows = rowsWith(
      await readCapture("ws_orderbook_stream.json.gz"),
      ["received_ms", "frame"],
    );
    for (const row of rows) {
      const frame = Object(Reflect.get(row, "frame"));
      if (agrees(hot, JSON.stringify(frame))) taken += 1;
      else hot.learn(String(Reflect.get(frame, "type")), frame);
    }
    assertEquals([rows.length, taken], [269, 244]);
  },
});

const RECORDING =
  "kalshi-btc15m-ws/rv600_next_evidence_shadow_20260513T211949Z";

Deno.test({
  ...needsRecordedData(
    RECORDING,
    "the short way reads a whole recording as the schema does",
  ),
  fn: async () => {
    const hot = new HotFrames();
    let missed = 0;
    let taken = 0;
    const { frames } = await openRecordings([`${RECORDED_DATA}/${RECORDING}`]);
    for await (const batch of frames()) {
      for (const { record } of batch) {
        if (record.kind !== "frame") continue;
        const text = JSON.stringify(record.frame);
        const type = String(Reflect.get(Object(record.frame), "type"));
        if (agrees(hot, text)) taken += 1;
        else if (type === "orderbook_delta" || type === "ticker") {
          missed += 1;
          hot.learn(type, JSON.parse(text));
        }
      }
    }
    assert(taken > 70_000 && missed <= 8, `${taken} taken, ${missed} missed`);
  },
});
