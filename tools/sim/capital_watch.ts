import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import type { KnownRows } from "./known_rows.ts";
import type { World } from "./world.ts";

const SETTLER_PATH = "arena/execution/settler";
const MICROS = 1_000_000n;

/** Holds the settler of one process to what it knows: it lets nobody withdraw what open purchases may still cost. */
export class CapitalWatch {
  readonly #world: World;
  readonly #known: KnownRows;

  constructor(world: World, known: KnownRows) {
    this.#world = world;
    this.#known = known;
  }

  /** An actor appends a row. */
  appended(entry: JournalEntry): void {
    if (entry.kind === "capital_moved" && entry.amount < 0n) {
      this.#checkWithdrawal(entry);
    }
  }

  #checkWithdrawal(
    { contestantId, amount }: EntryOf<"capital_moved">,
  ): void {
    const { findings, disk: { books, rows } } = this.#world;
    if (this.#known.of(SETTLER_PATH) !== rows.length) return;
    const cash = books.contestants.get(contestantId)?.cash ?? 0n;
    let claimed = 0n;
    for (const order of books.orders.working.values()) {
      if (order.contestantId !== contestantId || order.side === "sell") {
        continue;
      }
      const left = order.quantity - order.filledQuantity;
      claimed += left * order.limit.price / MICROS;
    }
    findings.check(
      cash - claimed + amount >= 0n,
      "no withdrawal takes more than is free",
      () =>
        `${-amount} leave ${contestantId}, which has ${cash} with ${claimed} in open purchases`,
    );
  }
}
