import { assert, assertEquals } from "@std/assert";
import { arenaTree } from "../../../actors/arena.ts";
import { JointReading } from "../../../actors/ports/joint_reading.ts";
import { arenaOptions } from "../../../composition/arena_options.ts";
import { loadSettings } from "../../../config.ts";
import { SILENT_LOG } from "../../../db/log.ts";
import { createLog } from "../../../composition/log.ts";
import { MemoryJournal } from "../../../db/memory_journal.ts";
import type { JournalEntry, JournalKind } from "../../../domain/journal.ts";
import { quantity, usd } from "../../../domain/money.ts";
import { IMMEDIATE } from "../../../domain/order.ts";
import { yesPrice } from "../../../domain/price.ts";
import { NO_PAUSES } from "../../../domain/trading_pauses.ts";
import { lineup } from "../../../composition/live_lineup.ts";
import { PatientStart } from "../../../composition/patient_start.ts";
import { openOrderEntry } from "../../../composition/live_trading.ts";
import {
  ActorSystem,
  LiveDispatcher,
  SeededRandom,
} from "../../../runtime/mod.ts";
import { HOLD, type Strategy } from "../../../strategies/strategy.ts";
import { printLine } from "../../../tools/flags.ts";
import { polymarketVenue } from "../../../composition/venue_polymarket.ts";
import type { Row } from "./fake_exchange.ts";
import type { FakePolymarket } from "./fake_polymarket.ts";
import { PolymarketStage, PRIVATE_KEY, signerOf } from "./polymarket_stage.ts";
import { NEGATIVE_RISK, PROTOCOL_V2 } from "./samples.ts";

/** Buys 15 at up to 0.51 in its first round, and nothing ever after. It looks for keys each time. */
function buyer(onKeys: (keys: string | undefined) => void): Strategy {
  let hasBought = false;
  return {
    id: "buyer",
    name: "Buyer",
    description: "Buys once.",
    wakesOn: [],
    evaluate({ quote }) {
      onKeys(Deno.env.get("ARENA_KEYS"));
      const action = hasBought || quote.yesAsk === null ? HOLD : {
        ...IMMEDIATE,
        kind: "trade" as const,
        side: "buy" as const,
        outcome: "yes" as const,
        quantity: quantity("15"),
        limit: { outcome: "yes" as const, price: yesPrice("0.51") },
      };
      hasBought ||= action !== HOLD;
      return {
        probabilityYes: 0.6,
        confidence: 1,
        reason: "It is cheap.",
        action,
      };
    },
  };
}

/** Plays one round from its discovery to its payment, with nothing but the mode changed. */
async function play(
  mode: "paper" | "live",
  fields: Row = {},
  trouble: (fake: FakePolymarket) => void = () => {},
) {
  await using stage = new PolymarketStage(fields);
  trouble(stage.fake);
  stage.holdFetch();
  const failures: unknown[] = [];
  const keysSeen = new Set<string | undefined>();
  Deno.env.set("ARENA_KEYS", "{}");
  const settings = loadSettings({
    ARENA_VENUE: "polymarket",
    ARENA_POLYMARKET_URL: stage.fake.url,
    ARENA_MODE: mode,
    ARENA_KEYS: "{}",
    ARENA_STARTING_BALANCE: "1000",
    ARENA_PAPER_LATENCY_MS: "0",
    ARENA_DEPTH_SHARE_MAX: "1",
  });
  const { clock } = stage;
  const signer = await signerOf(PRIVATE_KEY);
  const random = new SeededRandom("end to end");
  const venue = await stage.over(polymarketVenue({
    settings,
    clock,
    random,
    log: createLog("error"),
    tape: null,
    giveUp: (error) => failures.push(error),
  }, {
    identities: new Map([["buyer", signer.identity]]),
    of: () => signer,
    stop() {},
  }));
  const journal = new MemoryJournal(SILENT_LOG);
  const reading = new JointReading(journal);
  const { contestants, live } = lineup(
    {
      contestants: [buyer((keys) => keysSeen.add(keys))],
      models: [],
    },
    settings,
  );
  const entry = await stage.over(
    openOrderEntry({
      settings,
      clock,
      journal,
      venue,
      live,
      reading,
      patience: new PatientStart({
        clock,
        random,
        log: createLog("error"),
        stopping: stage.signal,
      }),
    }),
  );
  const system = new ActorSystem({
    clock,
    random: random.fork("actors"),
    dispatcher: new LiveDispatcher(),
    onFailure: ({ error }) => failures.push(error),
  });
  await stage.over(system.start(arenaTree(system, {
    journal,
    reading,
    marketData: entry.marketData,
    execution: entry.execution,
    resolution: venue.resolution,
    models: null,
    broadcast: null,
    onRejection: (rejection) => failures.push(rejection),
    onRefusal: (refusal) => failures.push(refusal),
  }, {
    ...arenaOptions(settings),
    pauses: NO_PAUSES,
    // It buys once: on paper where that is the mode, else with real money.
    contestants: contestants.slice(-1),
    startingBalances: entry.startingBalances,
    random: random.fork("contestants"),
  })));
  const rows: JournalEntry[] = [];
  journal.onCommit((row) => rows.push(row.entry));
  const has = (kind: JournalKind) => rows.some((row) => row.kind === kind);
  await stage.until(
    () => rows.filter(({ kind }) => kind === "order_filled").length === 2,
    "the order must be filled in two parts",
  );
  stage.fake.exchange.resolve(stage.market, ["1", "0"]);
  stage.fake.sockets.tellResolved(stage.market, stage.market.yes);
  await stage.until(() => has("position_settled"), "the market must settle");
  if (mode === "live") {
    await stage.until(
      () => stage.fake.chain.redeemed.length > 0,
      "the position must be redeemed",
    );
  }
  await stage.advance(30_000, 100);
  await stage.over(system.stop());
  venue.stop();
  assertEquals(failures, []);
  assertEquals([...keysSeen], [undefined], "no trader sees any");
  const wallet = [...stage.fake.exchange.wallets.values()][0];
  return { rows, wallet, sent: stage.fake.exchange.orders.size };
}

function story(rows: readonly JournalEntry[]): readonly string[] {
  return rows.flatMap((row) => {
    switch (row.kind) {
      case "order_filled":
        return [
          `filled ${row.fill.quantity} at ${row.fill.price.price} fee ${row.fill.fee}`,
        ];
      case "market_phase_changed":
        return [`${row.phase} ${row.resolution?.kind ?? ""}`.trim()];
      case "order_submitted":
      case "position_settled":
        return [row.kind];
      default:
        return [];
    }
  });
}

/** 15 at up to 0.51, of which 11.5 are there for 0.5, held to a YES. */
const STORY = [
  "order_submitted",
  "filled 11500000 at 500000 fee 201250",
  "filled 3500000 at 510000 fee 61220",
  "final yes",
  "position_settled",
];

Deno.test("a round is discovered, traded in parts, settled and redeemed, on paper and live by one setting", async () => {
  const paper = await play("paper");
  const live = await play("live");
  assertEquals(story(paper.rows), STORY);
  assertEquals(story(live.rows), STORY);
  // 1,000 less 7.535 and 0.26247 of fees, and 15 back.
  assertEquals(live.wallet?.collateral, 1_007_202_530);
  assertEquals(paper.wallet?.collateral, 1_000_000_000);
  assert(!paper.rows.some(({ kind }) => kind === "order_signed"));
  assert(live.rows.some(({ kind }) => kind === "order_signed"));
  const paid = live.rows.find(({ kind }) => kind === "payout_reported");
  assert(paid?.kind === "payout_reported");
  assertEquals(paid.amount as bigint, usd("15") as bigint);
  const twin = live.rows.find(({ kind }) => kind === "twin_filled");
  assert(twin?.kind === "twin_filled");
  assertEquals(twin.quantity as bigint, 15_000_000n);
  assertEquals(twin.notional as bigint, usd("7.535") as bigint);
  printLine(
    "twin of the live order: 15 for 7.535 dollars, as live: drift 0 bps",
  );
});

for (
  const [ledger, fields] of [
    ["protocol V2", PROTOCOL_V2],
    ["negative risk", NEGATIVE_RISK],
  ] as const
) {
  Deno.test(`a round of ${ledger} is signed for its own exchange, traded, settled and redeemed until its payment is reported`, async () => {
    const { rows, wallet } = await play("live", fields);
    assertEquals(story(rows), STORY);
    assertEquals(wallet?.collateral, 1_007_202_530);
    const paid = rows.filter(({ kind }) => kind === "payout_reported");
    assertEquals(
      paid.map((row) => row.kind === "payout_reported" && row.amount),
      [usd("15")],
    );
  });
}

/** What happens to the first requests that would change something. */
const TROUBLE = [
  ["its answer is lost", { kind: "lost_answer" }, 1],
  ["the venue fails with 5xx", { kind: "status", status: 503 }, 1],
] as const;

for (const [what, fault, times] of TROUBLE) {
  Deno.test(`an order is one order where ${what}, and the round ends as without`, async () => {
    let left: number = times;
    const { rows, wallet, sent } = await play("live", {}, (fake) => {
      fake.fault = ({ method, path }) => {
        if (method !== "POST" || path !== "/clob/order" || left === 0) {
          return null;
        }
        left -= 1;
        return fault;
      };
    });
    assertEquals(left, 0);
    assertEquals(story(rows), STORY);
    assertEquals(sent, 1);
    assertEquals(wallet?.collateral, 1_007_202_530);
  });
}
