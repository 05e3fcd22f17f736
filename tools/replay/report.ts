import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type { Contestant } from "../../domain/contestant.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { printMicros } from "../../domain/decimal.ts";
import type { JournalRow } from "../../domain/journal.ts";
import {
  printUsd,
  subtract,
  usdFromMicros,
  type UsdMicros,
} from "../../domain/money.ts";
import { averageEntry } from "../../domain/perpetual.ts";
import type { SignalType } from "../../domain/signal.ts";
import type { ReplayCounts } from "./replay.ts";

/** One contestant's standing at the end; money as decimal text. */
export interface Standing {
  readonly contestant: string;
  readonly name: string;
  readonly equity: string;
  /** Equity against the starting balance, 0.05 for +5 %. */
  readonly return: number;
  readonly pnl: string;
  readonly fees: string;
  /** What holding perpetuals cost, below 0 where it brought money. */
  readonly funding: string;
  readonly decisions: number;
  readonly orders: number;
  readonly fills: number;
  readonly wins: number;
  readonly losses: number;
}

/** What a replay prints: with `--json` as it stands. */
export interface ReplayReport {
  readonly hash: string;
  readonly rows: number;
  readonly frames: number;
  readonly skipped: number;
  readonly signals: Readonly<Record<SignalType, number>>;
  readonly decisions: number;
  readonly orders: number;
  readonly fills: number;
  readonly settlements: number;
  /** Sum over all ledger accounts in micro-dollars; anything but 0 is a defect. */
  readonly ledgerSum: string;
  readonly leaderboard: readonly Standing[];
  /** What is held of perpetuals at the end. */
  readonly perpetuals: readonly HeldPerpetual[];
}

/** A position in a perpetual; amounts as decimal text. */
export interface HeldPerpetual {
  readonly contestant: string;
  readonly market: string;
  /** Below 0 for short. */
  readonly size: string;
  /** Dollars per unit on average. */
  readonly entry: string;
}

/** Folds a replay's journal into its report. */
export async function reportOf(
  journal: Journal,
  counts: ReplayCounts,
): Promise<ReplayReport> {
  const books = new ArenaBooks();
  const signals = {
    "price_swing": 0,
    "volume_spike": 0,
    "orderbook_imbalance": 0,
  };
  let orders = 0;
  const cursor = new JournalCursor(journal, (row: JournalRow) => {
    books.apply(row);
    if (row.entry.kind === "signal_detected") {
      signals[row.entry.signal.type] += 1;
    }
    if (
      row.entry.kind === "order_submitted" ||
      row.entry.kind === "perpetual_order_submitted"
    ) orders += 1;
  });
  await cursor.catchUp();
  const { hash, sequence } = journal.head();
  return {
    hash,
    rows: sequence,
    ...counts,
    signals,
    decisions: books.decisions,
    orders,
    fills: books.fills,
    settlements: books.settlements,
    ledgerSum: books.ledger.total().toString(),
    perpetuals: [...books.perpetuals.all()].map((position) => ({
      contestant: position.contestantId,
      market: position.marketId,
      size: printMicros(position.size),
      entry: printMicros(averageEntry(position) ?? 0n),
    })),
    leaderboard: [...books.contestants.values()].map((contestant) =>
      standing(contestant, books)
    )
      .sort((left, right) =>
        right.return - left.return ||
        (left.contestant < right.contestant ? -1 : 1)
      ),
  };
}

function standing(contestant: Contestant, books: ArenaBooks): Standing {
  const {
    id,
    name,
    startingBalance,
    feesPaid,
    fundingPaid,
    decisions,
    orders,
    fills,
    wins,
    losses,
  } = contestant;
  const equity = equityOf(contestant, books);
  const pnl = subtract(equity, startingBalance);
  return {
    contestant: id,
    name,
    equity: printUsd(equity),
    return: Number(pnl) / Number(startingBalance),
    pnl: printUsd(pnl),
    fees: printUsd(feesPaid),
    funding: printUsd(fundingPaid),
    decisions,
    orders,
    fills,
    wins,
    losses,
  };
}

/** The newest mark while something is held, else the cash, which is then all there is. */
function equityOf(
  { id, cash, mark }: Contestant,
  books: ArenaBooks,
): UsdMicros {
  const held =
    [...books.positions.of(id)].some(({ quantity }) => quantity > 0n) ||
    [...books.perpetuals.of(id)].length > 0;
  return held && mark !== null ? mark.equity : usdFromMicros(cash);
}
