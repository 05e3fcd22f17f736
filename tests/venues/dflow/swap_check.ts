import { assert, assertEquals } from "@std/assert";
import { type ContestantId, contestantId } from "../../../domain/ids.ts";
import type { JournalRow } from "../../../domain/journal.ts";
import { checkJournal } from "../../process/journal_check.ts";
import type { FakeDflow } from "./fake_dflow.ts";
import { FUNDS } from "./process_stage.ts";

/** Who trades live on the stage. */
export const LIVE: ContestantId = contestantId("random-live");

/** What the journal says of one order that was signed. */
export interface SignedStory {
  readonly orderId: string;
  /** Contracts that were booked, in millionths. */
  readonly filled: bigint;
  /** Unix milliseconds of the row of its last fill; `null` without one. */
  readonly filledAtMs: number | null;
}

/**
 * Holds a journal to the chain: an order was signed once and is one swap or none, its fills are that swap's, cash and
 * what is held in open markets are the wallet's.
 *
 * @returns The orders by their signatures.
 */
export function checkSwaps(
  rows: readonly JournalRow[],
  fake: FakeDflow,
  wallet: string,
): ReadonlyMap<string, SignedStory> {
  const books = checkJournal(rows);
  const stories = storiesOf(rows);
  const swaps = fake.swaps();
  let cash = FUNDS;
  for (const [signature, { orderId, filled }] of stories) {
    const swap = swaps.get(signature);
    const { isPurchase = true, given = 0n, received = 0n } = swap ?? {};
    assertEquals(filled, isPurchase ? received : given, orderId);
    cash += isPurchase ? -given : received;
  }
  for (const { entry } of rows) {
    if (entry.kind === "position_settled" && entry.contestantId === LIVE) {
      cash += entry.payout;
    }
  }
  assertEquals<bigint | undefined>(books.contestants.get(LIVE)?.cash, cash);
  const purchases = [...swaps].filter(([, { isPurchase }]) => isPurchase);
  assertEquals(
    purchases.filter(([signature]) => !stories.has(signature)),
    [],
    "nothing was bought without an order",
  );
  const endedAtMs = rows.at(-1)?.recordedAtMs ?? 0;
  for (const { marketId, outcome, quantity } of books.positions.of(LIVE)) {
    const market = books.markets.get(marketId)?.market;
    // What has ended may be redeemed and not settled, or settled and not redeemed.
    if (market === undefined || market.closesAtMs <= endedAtMs) continue;
    const mint = fake.mint(marketId.slice("dflow:".length), outcome);
    assertEquals<bigint>(quantity, fake.chain.balance(wallet, mint));
  }
  return stories;
}

function storiesOf(
  rows: readonly JournalRow[],
): ReadonlyMap<string, SignedStory> {
  const stories = new Map<string, SignedStory>();
  const references = new Map<string, string>();
  const change = (orderId: string, changes: Partial<SignedStory>) => {
    const reference = references.get(orderId);
    const story = stories.get(reference ?? "");
    if (reference === undefined || story === undefined) return;
    stories.set(reference, { ...story, ...changes });
  };
  for (const { entry, recordedAtMs } of rows) {
    if (entry.kind === "order_signed") {
      const { orderId, reference } = entry;
      assert(!references.has(orderId), `${orderId} was signed twice`);
      references.set(orderId, reference);
      const nothing = { filled: 0n, filledAtMs: null };
      stories.set(reference, { orderId, ...nothing });
    }
    if (entry.kind === "order_filled" && entry.fill.contestantId === LIVE) {
      const { orderId, quantity } = entry.fill;
      const story = stories.get(references.get(orderId) ?? "");
      assert(story !== undefined, `${orderId} was filled and never signed`);
      const filled = story.filled + quantity;
      change(orderId, { filled, filledAtMs: recordedAtMs });
    }
  }
  return stories;
}
