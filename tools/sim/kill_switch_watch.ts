import type { ExecutorMessage } from "../../actors/executor/protocol.ts";
import type {
  RiskMessage,
  SetTradingState,
} from "../../actors/risk/protocol.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { EntryOf, JournalEntry } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import { seasonOf } from "../../domain/season.ts";
import {
  scopeKey,
  scopesOf,
  stricterState,
  TRADING_STATES,
  type TradingScope,
  type TradingState,
} from "../../domain/trading_state.ts";
import type { KnownRows } from "./known_rows.ts";
import { StatesByRow } from "./states_by_row.ts";
import type { World } from "./world.ts";

export const RISK_PATH = "arena/execution/risk";
export const EXECUTOR_PATH = "arena/execution/executor";

const INVARIANT = "the kill switch is honored within one message";

/** A state that risk has set and whose row it has not read yet. */
interface SetState {
  readonly entry: EntryOf<"trading_state_changed">;
  /** The number of risk's message that set it. */
  readonly message: number;
}

/**
 * Holds risk and executor of one process to the states that they are set to. Risk's messages are numbered: what
 * one of them tightens holds for every order that risk passes on while it handles a later one, until risk has
 * read the row that loosens it. What the executor has read of it holds for every order that it lets go.
 */
export class KillSwitchWatch {
  readonly #world: World;
  readonly #known: KnownRows;
  readonly #byRisk: StatesByRow;
  readonly #byExecutor: StatesByRow;
  readonly #approved = new Set<OrderId>();
  #set: readonly SetState[] = [];
  #message = 0;
  /** The last message during which the journal did not take a row: risk fails over that. */
  #refusedAt = 0;
  /** What risk passes on before it has said how far it has read; `null` once it has. */
  #early: Order[] | null = null;

  constructor(world: World, known: KnownRows) {
    this.#world = world;
    this.#known = known;
    this.#byRisk = new StatesByRow(world.disk.rows);
    this.#byExecutor = new StatesByRow(world.disk.rows);
  }

  told(path: string, message: unknown): void {
    if (path !== EXECUTOR_PATH) return;
    const said = message as ExecutorMessage;
    if (said.kind !== "submit_order") return;
    this.#approved.add(said.order.id);
    if (this.#early === null) this.#checkApproved(said.order);
    else this.#early.push(said.order);
  }

  starting(path: string): void {
    if (path === RISK_PATH) this.#early = [];
  }

  started(path: string): void {
    if (path !== RISK_PATH) return;
    this.#message += 1;
    this.#readOn();
    const early = this.#early ?? [];
    this.#early = null;
    for (const order of early) this.#checkApproved(order);
  }

  handling(path: string): void {
    if (path === RISK_PATH) this.#message += 1;
  }

  handled(path: string, message: unknown): void {
    if (path !== RISK_PATH) return;
    this.#readOn();
    const said = message as RiskMessage;
    if (said.kind === "set_trading_state") this.#checkSet(said);
  }

  /** An actor appends a row. */
  appended(entry: JournalEntry): void {
    if (entry.kind === "trading_state_changed") {
      this.#set = [...this.#set, { entry, message: this.#message }];
    }
    if (entry.kind === "order_submitted") this.#checkLeaving(entry.order);
  }

  /** The journal did not take a row. */
  refused(entry: JournalEntry): void {
    this.#refusedAt = this.#message;
    this.#set = this.#set.filter((set) => set.entry !== entry);
  }

  /** Returns the order that risk is about to review and may not pass on; `null` where there is none. */
  forbiddenIn(path: string, message: unknown): Order | null {
    if (path !== RISK_PATH) return null;
    const said = message as RiskMessage;
    return said.kind === "review_order" && this.#refusalOf(said.order) !== null
      ? said.order
      : null;
  }

  /** Returns what keeps risk from passing an order on now, in one sentence; `null` where nothing does. */
  #refusalOf(order: Order): string | null {
    for (const scope of scopesOf(order.contestantId).map(scopeKey)) {
      const { state, since } = this.#stateOf(scope);
      if (!isForbidden(order, state)) continue;
      return `the ${scope} is ${state} since ${since}`;
    }
    return null;
  }

  #checkApproved(order: Order): void {
    const { findings, disk } = this.#world;
    const refusal = this.#refusalOf(order);
    findings.check(
      refusal === null,
      INVARIANT,
      () =>
        `Risk passed order ${order.id} on with message ${this.#message}, although ${refusal}`,
    );
    if (order.side === "buy") return;
    const { contestantId, marketId, outcome, quantity } = order;
    findings.check(
      disk.heldAtMost(`${contestantId} ${marketId} ${outcome}`) >= quantity,
      INVARIANT,
      () =>
        `Risk passed sale ${order.id} of ${quantity} on, which would not make a position smaller`,
    );
  }

  /** What tightens is on its way into the journal when its message is over. */
  #checkSet(message: SetTradingState): void {
    if (message.cause !== "operator" || this.#mayBeKept(message)) return;
    if (this.#refusedAt === this.#message) return;
    const { state } = message;
    const scope = scopeKey(message.scope);
    this.#world.findings.check(
      this.#set.some(({ entry, message: number }) =>
        number === this.#message && scopeKey(entry.scope) === scope &&
        entry.state === state
      ),
      INVARIANT,
      () =>
        `Risk handled message ${this.#message}, which sets the ${scope} to ${state}, and journals nothing of it`,
    );
  }

  /** Nothing can be sold while the arena or its season is halted, and nobody steers a season that is over. */
  #mayBeKept({ scope, step }: SetTradingState): boolean {
    const { seasons } = this.#world.disk.books;
    if (scope.kind === "season" && seasons.isOver(scope.seasonId)) return true;
    if (scope.kind === "arena" || step !== "flatten") return false;
    const wider: readonly TradingScope[] = [
      { kind: "arena" },
      ...(scope.kind === "contestant"
        ? [{ kind: "season", seasonId: seasonOf(scope.contestantId) } as const]
        : []),
    ];
    return wider.some((around) => this.#mayBeHalted(around));
  }

  #mayBeHalted(scope: TradingScope): boolean {
    const { controls } = this.#world.disk.books;
    const key = scopeKey(scope);
    return controls.standing(scope)?.state === "halted" ||
      this.#byRisk.of(key) === "halted" ||
      this.#set.some(({ entry }) =>
        scopeKey(entry.scope) === key && entry.state === "halted"
      );
  }

  #checkLeaving(order: Order): void {
    const { findings } = this.#world;
    findings.check(
      this.#approved.has(order.id),
      "no venue order without a committed approval",
      () => `Order ${order.id} is submitted, and risk never passed it on`,
    );
    this.#byExecutor.readTo(this.#known.of(EXECUTOR_PATH));
    for (const scope of scopesOf(order.contestantId).map(scopeKey)) {
      const state = this.#byExecutor.of(scope);
      findings.check(
        !isForbidden(order, state),
        INVARIANT,
        () =>
          `The executor submits order ${order.id} and knows that the ${scope} is ${state}`,
      );
    }
  }

  #readOn(): void {
    const rows = new Set<JournalEntry>();
    for (const { entry } of this.#byRisk.readTo(this.#known.of(RISK_PATH))) {
      rows.add(entry);
    }
    this.#set = this.#set.filter(({ entry }) => !rows.has(entry));
  }

  /** What loosens may be known to risk as soon as it is in the journal. */
  #stateOf(scope: string) {
    const byRisk = this.#byRisk.of(scope);
    const byJournal = this.#world.disk.stateOf(scope);
    const looser = stricterState(byRisk, byJournal) === byRisk
      ? byJournal
      : byRisk;
    let [state, since] = [looser, "a row that it has read"];
    for (const { entry, message } of this.#set) {
      if (scopeKey(entry.scope) !== scope || message >= this.#message) continue;
      if (!isStricter(entry.state, state)) continue;
      [state, since] = [entry.state, `message ${message}`];
    }
    return { state, since };
  }
}

function isForbidden({ side }: Order, state: TradingState): boolean {
  return state === "halted" || state === "reducing" && side === "buy";
}

function isStricter(left: TradingState, right: TradingState): boolean {
  return TRADING_STATES.indexOf(left) > TRADING_STATES.indexOf(right);
}
