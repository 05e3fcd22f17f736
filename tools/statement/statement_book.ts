import { contestantId, marketId } from "../../domain/ids.ts";
import { Ledger } from "../../domain/ledger.ts";
import { subtract, type UsdMicros, ZERO_USD } from "../../domain/money.ts";
import {
  filledPerpetual,
  flatPerpetual,
  type PerpetualChange,
  type PerpetualFill,
} from "../../domain/perpetual.ts";
import { perpetualFillPostings } from "../../domain/perpetual_postings.ts";
import { chargePostings } from "../../domain/postings.ts";
import type { StatementLine } from "./statement.ts";

/** Whom rows are booked for: each account has ledgers of its own. */
export const ACCOUNT = contestantId("account");

/** What a line says of what is held. */
export type HeldAtEnd = Pick<StatementLine, "position" | "entry" | "open">;

const CLOSED: HeldAtEnd = { position: null, entry: null, open: null };

/** The money of one account in one instrument, in a ledger of its own. */
export class StatementBook {
  readonly account: string;
  readonly instrument: string;
  readonly #ledger = new Ledger();
  #rows = 0;

  constructor(account: string, instrument: string) {
    this.account = account;
    this.instrument = instrument;
  }

  /** Books a fill of a perpetual by what it made of the position. @param fee A rebate where it is negative. */
  fill(change: PerpetualChange, fee: UsdMicros): void {
    this.#rows++;
    this.#ledger.post(perpetualFillPostings(change, fee));
  }

  /** Books funding that was paid, or received where it is negative. */
  fund(amount: UsdMicros): void {
    this.#rows++;
    this.#ledger.post(
      chargePostings("funding", { contestantId: ACCOUNT, amount }),
    );
  }

  /** What all accounts of the ledger come to: 0 unless it is broken. */
  get sum(): UsdMicros {
    return this.#ledger.total();
  }

  /** @param held What is held after the last row. @default {nothing: every row is closed in itself} */
  line(held: HeldAtEnd = CLOSED): StatementLine {
    const balance = (kind: "counterparty" | "venue_fees" | "funding") =>
      this.#ledger.balance({ kind, contestantId: ACCOUNT });
    return {
      account: this.account,
      instrument: this.instrument,
      rows: this.#rows,
      ...held,
      realized: subtract(ZERO_USD, balance("counterparty")),
      fees: balance("venue_fees"),
      funding: balance("funding"),
    };
  }
}

/** Returns a perpetual position of an account of a statement with nothing in it. */
export function flatOf(instrument: string) {
  return flatPerpetual({
    contestantId: ACCOUNT,
    marketId: marketId("hyperliquid", instrument),
  });
}

/** Returns what entering and leaving a position whole makes of it. */
export function roundTrip(
  instrument: string,
  { entry, exit }: {
    readonly entry: PerpetualFill;
    readonly exit: PerpetualFill;
  },
): { readonly entered: PerpetualChange; readonly left: PerpetualChange } {
  const entered = filledPerpetual(flatOf(instrument), entry);
  return { entered, left: filledPerpetual(entered.position, exit) };
}
