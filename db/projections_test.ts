import { assertEquals, assertRejects } from "@std/assert";
import type { JournalDraft } from "../domain/journal.ts";
import { PostgresJournal } from "./journal_writer.ts";
import type { Sql } from "./pool.ts";
import { checkProjections, rebuildProjections } from "./projection_check.ts";
import { projectedSequence, Projections } from "./projections.ts";
import { dropRun } from "./runs.ts";
import { perpetualDrafts } from "./testing/perpetual_drafts.ts";
import { sampleDrafts } from "./testing/sample_drafts.ts";
import {
  RecordingLog,
  TEST_DEPS,
  testOnDatabases,
} from "./testing/databases.ts";
import { until } from "./testing/until.ts";

async function journalOf(
  sql: Sql,
  run: string,
  drafts: readonly JournalDraft[],
) {
  const log = new RecordingLog();
  const journal = await PostgresJournal.open({ sql, run, ...TEST_DEPS, log });
  await Promise.all(drafts.map((draft) => journal.append(draft)));
  return { sql, journal, run, ...TEST_DEPS, log };
}

async function standings(sql: Sql, run: string) {
  return [
    ...await sql`
      select contestant_id, orders, denied, fills, fees, decisions, settlements,
        settled_cost, settled_payout, wins, losses, cash, equity, last_sequence,
        net_deposits, funding, inference_cost, corrected
      from contestants where run = ${run} order by contestant_id`,
  ];
}

const ROWS = sampleDrafts().length;

const STORY_STANDINGS = [
  {
    contestantId: "anna",
    orders: 3n,
    denied: 0n,
    fills: 2n,
    fees: 140_000n,
    decisions: 1n,
    settlements: 1n,
    settledCost: 4_300_000n,
    settledPayout: 5_000_000n,
    wins: 1n,
    losses: 0n,
    cash: 9_995_560_000n,
    equity: 9_999_860_000n,
    lastSequence: 27n,
    netDeposits: 250_000_000n,
    funding: -500_000n,
    inferenceCost: 0n,
    corrected: 0n,
  },
  {
    contestantId: "bert",
    orders: 1n,
    denied: 1n,
    fills: 1n,
    fees: 70_000n,
    decisions: 1n,
    settlements: 0n,
    settledCost: 0n,
    settledPayout: 0n,
    wins: 0n,
    losses: 0n,
    cash: 9_995_560_000n,
    equity: 9_999_860_000n,
    lastSequence: 30n,
    netDeposits: 0n,
    funding: 0n,
    inferenceCost: 12_500n,
    corrected: -1_000_000n,
  },
];

/** Perpetuals have no tables of their own: the figures of whoever trades them count what happened. */
async function countsPerpetuals(sql: Sql): Promise<void> {
  const drafts = [...sampleDrafts(), ...perpetualDrafts()];
  const options = await journalOf(sql, "perpetuals", drafts);
  assertEquals(await new Projections(options).catchUp(), drafts.length);
  const [anna, bert] = await standings(sql, "perpetuals");
  assertEquals([anna, bert], [STORY_STANDINGS[0], {
    ...STORY_STANDINGS[1],
    orders: 2n,
    denied: 2n,
    fills: 2n,
    fees: 100_000n,
    decisions: 2n,
    lastSequence: BigInt(drafts.length - 1),
  }]);
  assertEquals(await checkProjections(options), []);
}

async function foldsTheStory(sql: Sql): Promise<void> {
  const options = await journalOf(sql, "story", sampleDrafts());
  assertEquals(await new Projections(options).catchUp(), ROWS);
  assertEquals(await standings(sql, "story"), STORY_STANDINGS);
  const orders = await sql`
    select order_id, status, filled_quantity, filled_notional, detail
    from orders where run = 'story' order by order_id`;
  assertEquals(orders.map((order) => Object.values(order)), [
    ["o_canceled", "canceled", 2_500_000n, 1_075_000n, "ioc"],
    ["o_denied", "denied", 0n, 0n, "the newest quote is 31 s old"],
    ["o_expired", "expired", 0n, 0n, null],
    ["o_filled", "filled", 10_000_000n, 4_300_000n, null],
    ["o_rejected", "rejected", 0n, 0n, "no funds"],
  ]);
  const [market] = await sql`
    select phase, resolution, resolution_yes_payout from markets where run = 'story'`;
  assertEquals(Object.values(market ?? {}), ["final", "scalar", 500_000n]);
  const [signal] = await sql`
    select verdict, mid_at_score, payload from signals where run = 'story'`;
  assertEquals(Object.values(signal ?? {}), [
    "hit",
    0.6,
    '{"previousPrice":0.5,"currentPrice":0.555,"changePercent":0.11}',
  ]);
  const settlements = await sql`
    select contestant_id, quantity, payout from settlements
    where run = 'story' order by sequence`;
  assertEquals(settlements.map((row) => Object.values(row)), [
    ["anna", 10_000_000n, 5_000_000n],
    ["bert", 2_500_000n, 1_250_000n],
    // What was taken back stays; its contra entry stands beside it.
    ["bert", -2_500_000n, -1_250_000n],
  ]);
  const transfers = await sql`
    select kind, contestant_id, amount, detail from transfers
    where run = 'story' order by sequence`;
  assertEquals(transfers.map((row) => Object.values(row)), [
    ["capital_moved", "anna", 250_000_000n, "A deposit."],
    ["inference_charged", "bert", -12_500n, "a/model"],
    ["funding_charged", "anna", 500_000n, "kalshi:KXBTC15M-T1"],
    ["balance_corrected", "bert", -1_000_000n, "The venue has less."],
  ]);
  const events = await sql`
    select market_id, state, swapped_for, closed_at_ms is null as is_open,
      settled_at_ms from events where run = 'story' order by market_id`;
  assertEquals(events.map((row) => Object.values(row)), [
    ["kalshi:KXBTC15M-T1", "closed", null, false, null],
    ["kalshi:KXBTC15M-T2", "closed", "kalshi:KXBTC15M-T1", false, null],
  ]);
  const acts = await sql`
    select action, subject, signed_by, reason from acts
    where run = 'story' and action = 'crash'`;
  assertEquals(acts.map((row) => Object.values(row)), [
    ["crash", "arena/market/feed", "ops", "To see it come back."],
  ]);
  const snapshots = await sql`
    select contestant_id, trading_rank, time_weighted_return, equity, alpha
    from board_snapshots where run = 'story' order by contestant_id`;
  assertEquals(snapshots.map((row) => Object.values(row)), [
    ["anna", 1n, 0.0125, 100_000_001n, -0.01],
    ["bert", null, -0.5, 100_000_001n, null],
  ]);
  const notices = await sql`
    select kind from notices where run = 'story' order by sequence`;
  assertEquals(notices.map(({ kind }) => kind), [
    "capital_moved",
    "balance_corrected",
    "trading_state_changed",
    "settlement_reversed",
    "operator_acted",
  ]);
  const [decision] = await sql`
    select reason, probability_yes from decisions
    where run = 'story' and decision_id = 'd_filled'`;
  assertEquals(decision?.probabilityYes, 0.1 + 0.2);
  assertEquals(
    decision?.reason,
    `"filled" \\ it's\uFFFD\n a ☂ 🂡 \uFFFD reason`,
  );
}

async function foldsInPieces(sql: Sql): Promise<void> {
  const options = await journalOf(sql, "pieces", sampleDrafts());
  for (let sequence = 1; sequence <= ROWS; sequence += 1) {
    // A new object each time is a restart after each row.
    assertEquals(await new Projections(options).catchUp(sequence), sequence);
  }
  assertEquals(await standings(sql, "pieces"), STORY_STANDINGS);
  assertEquals(await checkProjections(options), []);
}

async function foldsOnceForTwo(sql: Sql): Promise<void> {
  const options = await journalOf(sql, "two", sampleDrafts());
  await Promise.all(
    [1, 2, 3].map(() => new Projections(options).catchUp()),
  );
  assertEquals(await standings(sql, "two"), STORY_STANDINGS);
}

async function followsTheJournal(sql: Sql): Promise<void> {
  const options = await journalOf(sql, "live", sampleDrafts().slice(0, 5));
  const projections = new Projections(options);
  projections.start();
  for (const draft of sampleDrafts().slice(5)) {
    await options.journal.append(draft);
  }
  await until(async () => await projectedSequence(sql, "live") === ROWS);
  await projections.stop();
  assertEquals(projections.status(), "stopped");
  assertEquals(await standings(sql, "live"), STORY_STANDINGS);
}

async function findsDifferences(sql: Sql): Promise<void> {
  const options = await journalOf(sql, "tampered", sampleDrafts());
  await new Projections(options).catchUp();
  await sql`update contestants set equity = equity + 1
    where run = 'tampered' and contestant_id = 'anna'`;
  await sql`delete from fills where run = 'tampered' and fill_id = 'f_1'`;
  assertEquals(await checkProjections(options), [
    { name: "contestants", missing: 1, unexpected: 1 },
    { name: "fills", missing: 1, unexpected: 0 },
  ]);
  assertEquals(await rebuildProjections(options), ROWS);
  assertEquals(await checkProjections(options), []);
}

async function failsOnContradiction(sql: Sql): Promise<void> {
  const drafts = sampleDrafts().filter(({ entry }) =>
    entry.kind !== "contestant_enrolled"
  );
  const options = await journalOf(sql, "contradiction", drafts);
  await assertRejects(
    () => new Projections(options).catchUp(),
    Error,
    'Cannot project the journal as contestants must have "anna" before it changes: current value is none',
  );
  assertEquals(await projectedSequence(sql, "contradiction"), 0);
  const projections = new Projections(options);
  projections.start();
  await until(() => projections.status() === "failed");
  await projections.stop();
}

async function dropsRuns(sql: Sql): Promise<void> {
  const options = await journalOf(sql, "dropped", sampleDrafts());
  await new Projections(options).catchUp();
  await dropRun(sql, "dropped");
  assertEquals(await options.journal.read(0, 1), []);
  assertEquals(await standings(sql, "dropped"), []);
  assertEquals(await projectedSequence(sql, "dropped"), 0);
  await assertRejects(() => dropRun(sql, "main"), RangeError);
}

await testOnDatabases({
  name: "Projections",
  run: async ({ t, database: { sql } }) => {
    await t.step("fold every kind of row", () => foldsTheStory(sql));
    await t.step(
      "count what is done in perpetuals",
      () => countsPerpetuals(sql),
    );
    await t.step("go on where they ended", () => foldsInPieces(sql));
    await t.step(
      "fold once when several fold at once",
      () => foldsOnceForTwo(sql),
    );
    await t.step(
      "follow the journal until they are stopped",
      () => followsTheJournal(sql),
    );
    await t.step(
      "checkProjections() counts what differs",
      () => findsDifferences(sql),
    );
    await t.step(
      "fail on a journal that contradicts itself",
      () => failsOnContradiction(sql),
    );
    await t.step(
      "dropRun() removes a run, and never the arena's",
      () => dropsRuns(sql),
    );
  },
});
