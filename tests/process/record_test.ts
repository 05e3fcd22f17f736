import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { printPrice } from "../../domain/price.ts";
import { KalshiDecoder } from "../../venues/kalshi/kalshi_decoder.ts";
import { openRecordings } from "../../venues/tape/recordings.ts";
import { createTapeDecoder } from "../../venues/tape/tape_decoder.ts";
import { FakeDflow } from "../venues/dflow/fake_dflow.ts";
import { makeKeyPair } from "../venues/kalshi/fake_auth.ts";
import { FakeKalshi } from "../venues/kalshi/fake_kalshi.ts";
import { TICKER } from "../venues/kalshi/kalshi_stage.ts";
import { ProcessStage } from "../venues/polymarket/process_stage.ts";
import { ROW } from "../venues/polymarket/samples.ts";
import {
  ArenaProcess,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";
import { runTask } from "./task_run.ts";

const WAIT_MS = 300_000;
const PULSE_MS = 20;
const SECONDS = "15";
const FRAMES_UNDER_WAY = 60;
const MEGABYTE = 1_000_000;

/** A Kalshi with one market, and the settings of somebody who may hear its socket. */
async function openKalshi() {
  const fake = new FakeKalshi(() => Date.now());
  fake.exchange.list(TICKER);
  fake.exchange.quote(TICKER, "yes", [["0.4000", "500000.00"]]);
  fake.exchange.quote(TICKER, "no", [["0.5900", "500000.00"]]);
  const key = await makeKeyPair();
  fake.auth.add(key);
  const settings: Environment = {
    ARENA_VENUE: "kalshi",
    ARENA_KALSHI_URL: fake.endpoint.restUrl,
    ARENA_KALSHI_DATA_ACCOUNT: "momentum",
    ARENA_KEYS: JSON.stringify({
      "kalshi.momentum.key_id": key.keyId,
      "kalshi.momentum.private_key": key.pem,
    }),
  };
  return { fake, settings };
}

/** Replays a tape in a process of its own. */
async function replayed(...paths: readonly string[]) {
  const { code, out, err } = await runTask(["replay", ...paths, "--json"]);
  assertEquals(code, 0, err);
  const report: {
    readonly hash: string;
    readonly frames: number;
    readonly skipped: number;
    readonly decisions: number;
  } = JSON.parse(out);
  assertMatch(report.hash, /^[0-9a-f]{64}$/);
  return { report, err };
}

/** Records one venue for some seconds, while `pulse` moves it, and holds the tape to what a tape is for. */
async function recordAndReplay(
  { venue, market, settings, pulse }: {
    readonly venue: string;
    readonly market: string;
    readonly settings: Environment;
    readonly pulse: () => void;
  },
): Promise<void> {
  await using folder = await TemporaryFolder.make();
  const path = `${folder.path}/venue.tape.gz`;
  const pulsing = setInterval(pulse, PULSE_MS);
  try {
    const { code, out, err } = await runTask([
      "record",
      `--venue=${venue}`,
      `--markets=${market}`,
      `--out=${path}`,
      `--seconds=${SECONDS}`,
    ], settings);
    assertEquals(code, 0, err);
    const { size } = await Deno.stat(path);
    assertMatch(out, /^recorded [1-9]\d* lines, /);
    assertStringIncludes(out, `${size} bytes to ${path}`);
    assert(!err.includes("PRIVATE KEY"));
  } finally {
    clearInterval(pulsing);
  }
  const inspected = await runTask(["inspect", path]);
  assertEquals(inspected.code, 0, inspected.err);
  assertMatch(inspected.out, /parsed [1-9]\d*, rejected 0\n$/);
  const first = await replayed(path);
  assertGreater(first.report.decisions, 0);
  assertEquals(first.report.skipped, 0, first.err);
  assertEquals((await replayed(path)).report.hash, first.report.hash);
}

Deno.test("deno task record tapes one market of Kalshi, and the tape replays to one hash", async () => {
  const { fake, settings } = await openKalshi();
  await using _ = fake;
  let size = 0;
  await recordAndReplay({
    venue: "kalshi",
    market: TICKER,
    settings,
    pulse() {
      if (!fake.socket.follows(TICKER)) return;
      fake.socket.delta(TICKER, "yes", ["0.3900", `${size += 1}.00`]);
    },
  });
});

Deno.test("deno task record tapes one market of Polymarket, and the tape replays to one hash", async () => {
  await using stage = new ProcessStage();
  let size = 100;
  await recordAndReplay({
    venue: "polymarket",
    market: ROW.slug,
    settings: { ...stage.settings({}), ARENA_KEYS: "" },
    pulse: () =>
      stage.fake.exchange.quote(stage.market, "BUY", [
        "0.47",
        String(size += 1),
      ]),
  });
});

Deno.test("deno task record tapes markets of dflow, and the tape replays to one hash", async () => {
  await using fake = new FakeDflow();
  fake.start();
  // A round is over within a minute, and a busy machine starts slowly.
  const rounds = Array.from({ length: 8 }, (_, n) => fake.trading(n * 30_000));
  const tickers = new Set(rounds.flat().map(({ ticker }) => ticker));
  await recordAndReplay({
    venue: "dflow",
    market: [...tickers].join(","),
    settings: { ...fake.settings({}), ARENA_KEYS: "" },
    pulse: () => {},
  });
});

Deno.test("deno task record says in one sentence what it lacks", async () => {
  await using folder = await TemporaryFolder.make();
  const taken = `${folder.path}/taken`;
  await Deno.writeTextFile(taken, "kept");
  const cases = [
    [["--venue=builtin"], 2, "use --out=FILE"],
    [["--out=x", "--markets=,"], 2, "use --markets=A,B"],
    [["--out=x", "--seconds=0"], 2, "use --seconds=60"],
    [["--out=x", "--venue=nobody"], 2, "ARENA_VENUE"],
    [[`--out=${taken}`, "--venue=builtin"], 1, "must not exist yet"],
  ] as const;
  for (const [flags, expected, part] of cases) {
    const { code, out, err } = await runTask(["record", ...flags]);
    assertEquals([code, out], [expected, ""], err);
    assertMatch(err, /^Cannot [^\n]+\n$/);
    assertStringIncludes(err, part);
  }
  assertEquals(await Deno.readTextFile(taken), "kept");
});

Deno.test("ARENA_RECORD_DIR records for good: an index of whole tapes, bounded disk, and each tape has its books by itself", async () => {
  await using folder = await TemporaryFolder.make();
  const { fake, settings } = await openKalshi();
  await using _ = fake;
  const tapes = `${folder.path}/tapes`;
  await using arena = await ArenaProcess.start({
    ...settings,
    ARENA_DATA_DIR: folder.path,
    ARENA_RECORD_DIR: tapes,
    ARENA_RECORD_FILE_MB: "1",
    ARENA_RECORD_TOTAL_MB: "3",
  });
  const names = new Set<string>();
  let bytesMax = 0;
  let sent = 0;
  await arena.eventually("six tapes were begun", WAIT_MS, async () => {
    if (!fake.socket.follows(TICKER)) return null;
    // Few are under way at a time: no tape is full before the venue was asked for its books.
    if (sent - await framesHeard(arena) > FRAMES_UNDER_WAY) return null;
    for (let pair = 0; pair < 10; pair += 1) {
      fake.socket.sendRaw(paddedTicker(TICKER));
      fake.socket.delta(TICKER, "yes", ["0.3900", "1.00"]);
      // A change of a book is told with its best prices.
      sent += 3;
    }
    const found = await tapesIn(tapes);
    for (const { name } of found) names.add(name);
    bytesMax = Math.max(
      bytesMax,
      found.reduce((sum, { size }) => sum + size, 0),
    );
    return names.size >= 6 || null;
  });
  assertEquals((await arena.stop()).code, 0);
  // Bytes on their way when a tape is full, of at most a second.
  assert(bytesMax <= 3.5 * MEGABYTE, `${bytesMax} bytes`);
  const index: { file: string; bytes: number; records: number }[] = JSON.parse(
    await Deno.readTextFile(`${tapes}/index.json`),
  );
  const kept = await tapesIn(tapes);
  assertEquals(
    index.map(({ file, bytes }) => [file, bytes]),
    kept.map(({ name, size }) => [name, size]),
  );
  assert(kept.length < names.size, "the oldest are gone");
  for (const { name } of kept.slice(0, -1)) {
    const path = `${tapes}/${name}`;
    assertGreater((await replayed(path)).report.decisions, 0);
    const bids = await lastBidsOf(path);
    assertEquals(bids, ["0.39", "0.40"], "its book came anew");
  }
});

async function framesHeard({ url }: ArenaProcess): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^arena_venue_frames_total (\d+)$/m.exec(metrics)?.[1] ?? 0);
}

/** Bids for YES that a tape of Kalshi has before it ends, by itself. */
async function lastBidsOf(path: string): Promise<readonly string[]> {
  const kalshi = new KalshiDecoder();
  const decoder = createTapeDecoder([kalshi]);
  const { frames } = await openRecordings([path]);
  let bids: readonly string[] = [];
  for await (const batch of frames()) {
    for (const frame of batch) {
      decoder.decode(frame);
      const book = kalshi.usableBook(TICKER);
      if (book === null) continue;
      bids = [...book.yesBids()].map(({ price }) => printPrice(price));
    }
  }
  return bids.toSorted();
}

/** Best prices as the venue tells them, with a field that nobody knows and nothing compresses. */
function paddedTicker(ticker: string): string {
  const noise = crypto.getRandomValues(new Uint8Array(6_000)).toBase64();
  return JSON.stringify({
    type: "ticker",
    sid: 1,
    msg: {
      market_ticker: ticker,
      price_dollars: "0.4000",
      yes_bid_dollars: "0.4000",
      yes_ask_dollars: "0.4100",
      ts: Math.floor(Date.now() / 1_000),
      ts_ms: Date.now(),
      noise,
    },
  });
}

async function tapesIn(path: string) {
  const found: { readonly name: string; readonly size: number }[] = [];
  for await (const { name } of Deno.readDir(path)) {
    if (!name.endsWith(".tape.gz")) continue;
    try {
      found.push({ name, size: (await Deno.stat(`${path}/${name}`)).size });
    } catch (error) {
      // It had to go between the two looks.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found.toSorted((left, right) => left.name < right.name ? -1 : 1);
}
