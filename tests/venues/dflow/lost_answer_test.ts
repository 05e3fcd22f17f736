import { assert, assertEquals } from "@std/assert";
import { isClosed } from "../../../domain/order_transitions.ts";
import type { ArenaView, OrderView } from "../../../domain/view.ts";
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

/** Orders of the live contestant of which the venue has not said all. */
function working({ orders }: ArenaView) {
  return orders.filter((order) =>
    order.contestantId === LIVE && !isClosed(order)
  );
}

function questions({ requests }: FakeDflow): number {
  return requests.filter((request) => request.endsWith("/order-status")).length;
}

/** The newest orders of the live contestant; the view has those of everybody, and soon no old one. */
async function liveOrders(
  { url }: ArenaProcess,
  market?: string,
): Promise<readonly OrderView[]> {
  const query = new URLSearchParams({ contestant: LIVE, limit: "200" });
  if (market !== undefined) query.set("market", market);
  const answer = await fetch(`${url}/api/history/orders?${query}`);
  const { items } = await answer.json();
  return items;
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

/** Kills an arena between the sending of an order and its answer. @returns The order's transaction. */
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

Deno.test("an arena at dflow that is killed before the chain took an order waits until none of its blocks can, books nothing, and trades on", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  const { chain } = fake;
  const { signature, pending } = await dieAwaiting(stage, false);
  const { sends } = chain;
  let voidAtMs = 0;
  {
    await using arena = await stage.start("random=live");
    // The last block that may take it.
    chain.height = pending.validUntil;
    const before = questions(fake);
    await arena.eventually(
      "the order is asked about again and again",
      DEADLINE_MS,
      () => questions(fake) > before + 3 || null,
    );
    await arena.viewWhere(
      "the arena trades",
      DEADLINE_MS,
      ({ phase }) => phase.name === "trading",
    );
    const unsure = (await liveOrders(arena)).filter((one) => !isClosed(one));
    assert(unsure.length > 0);
    assertEquals(chain.sends, sends);
    chain.height += 1;
    voidAtMs = Date.now();
    for (const { id, marketId } of unsure) {
      await arena.eventually(
        "what was on its way is over",
        DEADLINE_MS,
        async () => {
          const orders = await liveOrders(arena, marketId);
          const found = orders.find((one) => one.id === id);
          return found !== undefined && isClosed(found) || null;
        },
      );
    }
    fake.unroutable.clear();
    await arena.eventually(
      "it orders anew",
      DEADLINE_MS,
      () => chain.sends > sends || null,
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
  assert(story !== undefined && story.filled === 0n);
  const over = rows.find(({ entry }) =>
    (entry.kind === "order_rejected" || entry.kind === "order_canceled") &&
    entry.orderId === story.orderId
  );
  assert(over !== undefined && over.recordedAtMs >= voidAtMs);
  printLine(
    `killed before the chain took it: over ${
      over.recordedAtMs - voidAtMs
    } ms after its last block, of which up to 90000 are for orders to arrive`,
  );
});

function tookMs({ filledAtMs }: SignedStory, sinceMs: number): number {
  assert(filledAtMs !== null);
  return filledAtMs - sinceMs;
}
