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

/** Orders of the live contestant of which the venue has not said all. */
function working({ orders }: ArenaView) {
  return orders.filter((order) =>
    order.contestantId === LIVE && !isClosed(order)
  );
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

/** Kills an arena between the sending of an order, which the chain takes, and its answer. @returns The order's transaction. */
async function dieAwaiting(
  stage: ProcessStage,
): Promise<LostTransaction> {
  const { fake } = stage;
  await using arena = await stage.start("random=live");
  const lost = await losePurchase(arena, fake, {
    isTaken: true,
    by: "silence",
  });
  fake.unroutable.add(USDC_MINT);
  await arena.kill();
  fake.chain.speak();
  return lost;
}

Deno.test("an arena at dflow that is killed between an order that the chain took and its answer finds it by its signature and books it once", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  const { signature } = await dieAwaiting(stage);
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

function tookMs({ filledAtMs }: SignedStory, sinceMs: number): number {
  assert(filledAtMs !== null);
  return filledAtMs - sinceMs;
}
