import { AccountBooks } from "./account_books.ts";
import { ControlRegister } from "./control_register.ts";
import { EventRegister } from "./event_register.ts";
import { IdSet } from "./id_set.ts";
import type { DecisionId } from "./ids.ts";
import { GENESIS_HEAD, type JournalHead } from "./journal.ts";
import { MarketRegister } from "./market_register.ts";
import { ModelRegister } from "./model_register.ts";
import { OrderRegister } from "./order_register.ts";
import { PerpetualBooks } from "./perpetual_books.ts";
import { SeasonRegister } from "./season_register.ts";
import { SettlementHolds } from "./settlement_holds.ts";

/** All that books hold. Several may have one and the same, as long as they stand at the same row: `ArenaBooks` sees to that. */
export class BooksState {
  accounts = new AccountBooks();
  controls = new ControlRegister();
  events = new EventRegister();
  holds = new SettlementHolds();
  markets = new MarketRegister();
  models = new ModelRegister();
  orders = new OrderRegister();
  perpetuals = new PerpetualBooks(this.accounts);
  seasons = new SeasonRegister();
  decisionIds = new IdSet<DecisionId>();
  /** Place and hash of the last row applied. */
  head: JournalHead = GENESIS_HEAD;
  /** Whether that row was news. */
  wasNews = false;
  signals = 0;
  /** Rows that only repeated what was known. */
  repeats = 0;
  /** How many books have it. */
  holders = 1;
  /** Whether those that have it fold each row together: the first applies it for all. */
  isJoint = false;

  /** Returns the same state for one that goes its own way. */
  copy(): BooksState {
    const copy = new BooksState();
    copy.accounts = this.accounts.copy();
    copy.controls = this.controls.copy();
    copy.events = this.events.copy();
    copy.holds = this.holds.copy();
    copy.markets = this.markets.copy();
    copy.models = this.models.copy();
    copy.orders = this.orders.copy();
    copy.perpetuals = this.perpetuals.copy(copy.accounts);
    copy.seasons = this.seasons.copy();
    copy.decisionIds = this.decisionIds.copy();
    copy.head = this.head;
    copy.wasNews = this.wasNews;
    copy.signals = this.signals;
    copy.repeats = this.repeats;
    return copy;
  }
}
