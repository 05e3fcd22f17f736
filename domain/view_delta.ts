import type {
  ActorView,
  ArenaPhase,
  ContestantView,
  DecisionView,
  FillView,
  MarketView,
  OrderView,
  SettlementView,
  SignalView,
  VenueView,
} from "./view.ts";
import type { ControlsView, NoticeView } from "./view_controls.ts";
import type { EventView, ViewersView } from "./view_events.ts";
import type { SessionNews } from "./view_session_fold.ts";
import type { ModelView, SessionView } from "./view_sessions.ts";
import type { SummaryView } from "./view_summaries.ts";
import type { PerpetualViewChange } from "./view_perpetuals.ts";
import type { TradeView } from "./view_attribution.ts";

/** The best prices of one market, without the rest of it. */
export type QuoteView = Pick<
  MarketView,
  "id" | "yesBid" | "yesAsk" | "quotedAtMs"
>;

/** One moment of the equity chart: dollars of those whose mark changed, floats for drawing. */
export interface EquityPoint {
  readonly atMs: number;
  readonly offset: number;
  readonly equity: readonly {
    readonly contestantId: string;
    readonly dollars: number;
  }[];
}

/** One change of an `ArenaView`. */
export type ViewChange =
  | { readonly kind: "phase_changed"; readonly phase: ArenaPhase }
  | { readonly kind: "venue_changed"; readonly venue: VenueView }
  /** Inserts or replaces by id. */
  | {
    readonly kind: "standings_changed";
    readonly contestants: readonly ContestantView[];
  }
  /** Inserts or replaces by id. */
  | { readonly kind: "market_changed"; readonly market: MarketView }
  /** Markets that the view does not hold are passed over. */
  | {
    readonly kind: "quotes_changed";
    readonly quotes: readonly QuoteView[];
  }
  | { readonly kind: "signal_detected"; readonly signal: SignalView }
  | {
    readonly kind: "signal_scored";
    readonly signalId: string;
    readonly verdict: NonNullable<SignalView["verdict"]>;
  }
  | { readonly kind: "decision_made"; readonly decision: DecisionView }
  /** Replaces the order in its place where the view holds it, else puts it first. */
  | { readonly kind: "order_changed"; readonly order: OrderView }
  | { readonly kind: "order_filled"; readonly fill: FillView }
  | {
    readonly kind: "position_settled";
    readonly settlement: SettlementView;
  }
  | PerpetualViewChange
  /** Replaces the trade in its place where the view holds it, else puts it first. */
  | { readonly kind: "trade_attributed"; readonly trade: TradeView }
  /** The trade is not over after all. */
  | { readonly kind: "trade_retracted"; readonly tradeId: string }
  | { readonly kind: "controls_changed"; readonly controls: ControlsView }
  | { readonly kind: "notice_posted"; readonly notice: NoticeView }
  | { readonly kind: "session_opened"; readonly session: SessionView }
  /** Sessions that the view does not hold are passed over. */
  | { readonly kind: "session_told"; readonly news: SessionNews }
  /** Inserts or replaces by contestant. */
  | { readonly kind: "model_changed"; readonly model: ModelView }
  /** Takes the place of the event's older one, and comes first. */
  | { readonly kind: "event_summarized"; readonly summary: SummaryView }
  /** Replaces the event in its place where the view holds it, else puts it first. */
  | { readonly kind: "event_changed"; readonly event: EventView }
  /** Events that the view does not hold are passed over. */
  | {
    readonly kind: "viewers_changed";
    readonly viewers: readonly ViewersView[];
  }
  | { readonly kind: "equity_marked"; readonly point: EquityPoint }
  /** Replaces rows by path. */
  | { readonly kind: "actors_changed"; readonly actors: readonly ActorView[] }
  /** Replaces the whole tree: actors came, went or moved. */
  | { readonly kind: "actors_listed"; readonly actors: readonly ActorView[] }
  | {
    readonly kind: "clock_ticked";
    readonly nowMs: number;
    readonly journalSequence: number;
  };

/** A change with its place in the view's history: `seq` counts from 1, without gaps. */
export type ViewDelta = ViewChange & { readonly seq: number };
