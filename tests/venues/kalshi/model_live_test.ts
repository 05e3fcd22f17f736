import { assert, assertEquals, assertGreater } from "@std/assert";
import { venueCash } from "../../../actors/reconciler/compare.ts";
import { BUY_ANSWER } from "../../../actors/trader/mind/testing/scripted_models.ts";
import { contestantId } from "../../../domain/ids.ts";
import catalog from "../../../models/catalog.json" with { type: "json" };
import { ProtocolServer } from "../../models/protocol_server.ts";
import {
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "../../process/arena_process.ts";
import { checkJournal, readJournal } from "../../process/journal_check.ts";
import { makeKeyPair } from "./fake_auth.ts";
import { FakeKalshi } from "./fake_kalshi.ts";
import { TICKER } from "./kalshi_stage.ts";

const WAIT_MS = 300_000;
const MODEL = "claude-3.5";
const ON_PAPER = contestantId(MODEL);
const LIVE = contestantId(`${MODEL}-live`);
/** The least that every order fills at once. */
const PART = 7;
/** Buys YES up to 0.99, whatever it is shown. */
const BUY = {
  text: JSON.stringify({
    ...BUY_ANSWER,
    probabilityYes: 0.9,
    limitPrice: 0.99,
    target: 1,
    stop: 0,
  }),
  usage: {
    "prompt_tokens": 1_000,
    "completion_tokens": 100,
    "total_tokens": 1_100,
    cost: 0.001,
  },
};

/** One model competes, on a fake Kalshi with one open market. */
async function environment(
  folder: TemporaryFolder,
  { fake, server }: {
    readonly fake: FakeKalshi;
    readonly server: ProtocolServer;
  },
): Promise<Environment> {
  const path = `${folder.path}/catalog.json`;
  await Deno.writeTextFile(
    path,
    JSON.stringify(
      catalog.map((model) => ({ ...model, enabled: model.id === MODEL })),
    ),
  );
  fake.exchange.list(TICKER);
  fake.exchange.quote(TICKER, "yes", [["0.4000", "500.00"]]);
  fake.exchange.quote(TICKER, "no", [["0.5900", "500.00"]]);
  fake.exchange.fillAtMost = PART;
  const key = await makeKeyPair();
  fake.auth.add(key);
  return {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_VENUE: "kalshi",
    ARENA_KALSHI_URL: fake.endpoint.restUrl,
    ARENA_KALSHI_DATA_ACCOUNT: MODEL,
    ARENA_KEYS: JSON.stringify({
      [`kalshi.${MODEL}.key_id`]: key.keyId,
      [`kalshi.${MODEL}.private_key`]: key.pem,
    }),
    ARENA_MODE: `${MODEL}=live`,
    ARENA_MODEL_CATALOG: path,
    ARENA_MODEL_URL: server.url,
    ARENA_MODEL_INTERVAL_MS: "2000",
    ARENA_MODEL_CLOSING_MS: "0",
    ARENA_RECONCILE_INTERVAL_MS: "10000",
    ARENA_PRICE_BAND_MAX: "1",
    ARENA_EVENTS: "off",
  };
}

Deno.test("a model trades live beside itself on paper: its orders reach Kalshi, its inference does not touch the account, and both are paid", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using fake = new FakeKalshi(() => Date.now());
  const settings = await environment(folder, { fake, server });
  await using arena = await ArenaProcess.start(settings);
  for (const id of [ON_PAPER, LIVE]) {
    await arena.viewWhere(
      `${id} has filled`,
      WAIT_MS,
      ({ fills }) => fills.some((fill) => fill.contestantId === id),
    );
  }
  fake.exchange.move(TICKER, "closed");
  fake.exchange.settle(TICKER, "yes", 1);
  fake.socket.lifecycle(TICKER, { event_type: "settled", result: "yes" });
  await arena.viewWhere(
    "both are paid, and the venue has said what it paid",
    WAIT_MS,
    ({ settlements, notices }) =>
      [ON_PAPER, LIVE].every((id) =>
        settlements.some((settled) => settled.contestantId === id)
      ) && notices.some(({ sentence }) => sentence.includes("was paid")),
  );
  const { stderr } = await arena.stop();
  assert(!stderr.includes("PRIVATE KEY"), "no secret in the log");
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  const books = checkJournal(rows);
  const entries = rows.map(({ entry }) => entry);
  const fillsOf = (id: string) =>
    entries.filter((entry) =>
      entry.kind === "order_filled" && entry.fill.contestantId === id
    ).length;
  assertGreater(fillsOf(ON_PAPER), 0);
  assertEquals(fillsOf(LIVE), fake.exchange.fills.length);
  const signed = entries.filter((entry) =>
    entry.kind === "order_submitted" && entry.order.contestantId === LIVE
  );
  assertEquals(fake.exchange.orders.size, signed.length);
  const live = books.contestants.get(LIVE);
  assert(live !== undefined);
  assertEquals(Number(live.startingBalance), 1_000_000_000, "as Kalshi says");
  assertGreater(Number(live.inferenceCost), 0, "it pays for its thoughts");
  assertEquals(Number(venueCash(live)), fake.exchange.cash);
  const halts = entries.filter(({ kind }) => kind === "trading_state_changed");
  assertEquals(halts, [], "journal and venue never differed");
});

Deno.test("a model whose keys are not there does not trade live, and nothing starts", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using fake = new FakeKalshi(() => Date.now());
  const settings = await environment(folder, { fake, server });
  const other = (settings["ARENA_KEYS"] ?? "").replaceAll(MODEL, "momentum");
  await using arena = await ArenaProcess.spawn({
    ...settings,
    ARENA_KEYS: other,
    ARENA_KALSHI_DATA_ACCOUNT: "momentum",
  });
  const { code, stderr } = await arena.ended();
  assertEquals(code, 1);
  assert(
    stderr.includes(
      `Cannot trade live as there must be keys of kalshi.${MODEL}: current value is momentum`,
    ),
    stderr,
  );
});
