import { assert, assertEquals } from "@std/assert";
import { isClosed } from "../../../domain/order_transitions.ts";
import type { ArenaView } from "../../../domain/view.ts";
import { printLine } from "../../../tools/flags.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import type { ArenaProcess } from "../../process/arena_process.ts";
import { readJournal } from "../../process/journal_check.ts";
import type { LostAnswer, LostTransaction } from "./fake_chain.ts";
import type { FakeDflow } from "./fake_dflow.ts";
import { ProcessStage } from "./process_stage.ts";
import { checkSwaps, LIVE, type SignedStory } from "./swap_check.ts";

const DEADLINE_MS = 300_000;

const LOSSES: readonly (LostAnswer & { readonly what: string })[] = [
  { what: "cut after it was taken", isTaken: true, by: "cut" },
  { what: "cut before it was taken", isTaken: false, by: "cut" },
  { what: "a 502 after it was taken", isTaken: true, by: "failure" },
  { what: "an answer after the deadline", isTaken: true, by: "silence" },
];

/** How an order ends that the venue never had; the second one where its market closed meanwhile. */
const NEVER_THERE = [
  "The venue never received this order.",
  "The venue has no such order to take back.",
];

/** Orders of the live contestant of which the venue has not said all. */
function working({ orders }: ArenaView) {
  return orders.filter((order) =>
    order.contestantId === LIVE && !isClosed(order)
  );
}

function questions({ requests }: FakeDflow): number {
  return requests.filter((request) => request.endsWith("/order-status")).length;
}

/** Loses the answer to a purchase, and waits until that has happened. */
async function losePurchase(
  arena: ArenaProcess,
  fake: FakeDflow,
  answer: LostAnswer,
): Promise<LostTransaction> {
  fake.chain.lose({ ...answer, of: "purchase" });
  return await arena.eventually(
    `an order is lost by ${answer.by}`,
    DEADLINE_MS,
    () => fake.chain.lost.at(-1) ?? null,
  );
}

Deno.test("an arena at dflow whose answers are lost, before and after the chain took it, swaps each order once and books what was swapped", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  const { chain } = fake;
  const lost: (LostTransaction & { readonly what: string })[] = [];
  {
    await using arena = await stage.start("random=live");
    for (const { what, ...answer } of LOSSES) {
      chain.lost.length = 0;
      const transaction = await losePurchase(arena, fake, answer);
      lost.push({ what, ...transaction });
      await arena.eventually(
        `an order is swapped in all its parts: ${what}`,
        DEADLINE_MS,
        () => fake.swaps().get(transaction.signature)?.isOver || null,
      );
      // Nobody has waited for this one any more.
      chain.speak();
    }
    fake.unroutable.add(USDC_MINT);
    await arena.viewWhere(
      "the venue has said all of every order",
      DEADLINE_MS,
      (view) => working(view).length === 0,
    );
    assertEquals((await arena.stop()).code, 0);
  }
  const rows = await readJournal({ pgliteDir: stage.pgliteDir });
  const stories = checkSwaps(rows, fake, wallet.address);
  for (const { what, signature, atMs } of lost) {
    const story = stories.get(signature);
    assert(story !== undefined && story.filled > 0n, what);
    printLine(`${what}: booked ${tookMs(story, atMs)} ms after it was sent`);
  }
});

/** Lets an arena be killed between the sending of an order and its answer. @returns The order's transaction. */
async function dieAwaiting(
  stage: ProcessStage,
  isTaken: boolean,
): Promise<LostTransaction> {
  const { fake } = stage;
  await using arena = await stage.start("random=live");
  const lost = await losePurchase(arena, fake, { isTaken, by: "silence" });
  fake.unroutable.add(USDC_MINT);
  await arena.kill();
  fake.chain.speak();
  return lost;
}

Deno.test("an arena at dflow that is killed between an order that the chain took and its answer finds it by its signature and books it once", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  const { signature } = await dieAwaiting(stage, true);
  const restartedAtMs = Date.now();
  {
    await using arena = await stage.start("random=live");
    await arena.viewWhere(
      "what the chain took of the last life is booked",
      DEADLINE_MS,
      ({ orders }) =>
        orders.filter(({ contestantId, status }) =>
          contestantId === LIVE && status === "filled"
        ).length === fake.swaps().size,
    );
    assertEquals((await arena.stop()).code, 0);
  }
  const rows = await readJournal({ pgliteDir: stage.pgliteDir });
  const story = checkSwaps(rows, fake, wallet.address).get(signature);
  assert(story !== undefined && story.filled > 0n);
  printLine(
    `killed after the chain took it: booked ${
      tookMs(story, restartedAtMs)
    } ms after the next start`,
  );
});

Deno.test("an arena at dflow that is killed before the chain took an order waits until none of its blocks can, books nothing, and only then orders anew", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  const { chain } = fake;
  const { signature, pending } = await dieAwaiting(stage, false);
  const sends = chain.sends;
  let voidAtMs = 0;
  {
    await using arena = await stage.start("random=live");
    fake.unroutable.clear();
    const before = questions(fake);
    // The last block that may take it.
    chain.height = pending.validUntil;
    await arena.eventually(
      "the order is asked about again and again",
      DEADLINE_MS,
      () => questions(fake) > before + 3 || null,
    );
    await arena.viewWhere(
      "the arena trades, and what was on its way is still open",
      DEADLINE_MS,
      (view) => view.phase.name === "trading" && working(view).length > 0,
    );
    assertEquals(chain.sends, sends);
    chain.height += 1;
    voidAtMs = Date.now();
    await arena.viewWhere(
      "it trades again",
      DEADLINE_MS,
      ({ fills }) => fills.some(({ contestantId }) => contestantId === LIVE),
    );
    fake.unroutable.add(USDC_MINT);
    await arena.viewWhere(
      "the venue has said all of every order",
      DEADLINE_MS,
      (view) => working(view).length === 0,
    );
    assertEquals((await arena.stop()).code, 0);
  }
  const rows = await readJournal({ pgliteDir: stage.pgliteDir });
  const story = checkSwaps(rows, fake, wallet.address).get(signature);
  assert(story !== undefined);
  assertEquals(story.filled, 0n);
  assert(NEVER_THERE.includes(story.ending ?? ""), `${story.ending}`);
  const over = rows.find(({ entry }) =>
    (entry.kind === "order_rejected" || entry.kind === "order_canceled") &&
    entry.orderId === story.orderId
  );
  const next = rows.find(({ entry }) =>
    entry.kind === "order_submitted" && entry.order.contestantId === LIVE &&
    entry.order.id !== story.orderId
  );
  assert(over !== undefined && next !== undefined);
  assert(over.sequence < next.sequence);
  assert(over.recordedAtMs >= voidAtMs);
  printLine(
    `killed before the chain took it: over ${
      over.recordedAtMs - voidAtMs
    } ms after its last block, of which the executor itself waits up to 90000`,
  );
});

function tookMs({ filledAtMs }: SignedStory, sinceMs: number): number {
  assert(filledAtMs !== null);
  return filledAtMs - sinceMs;
}
