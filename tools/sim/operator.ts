import type { ArenaRefs } from "../../actors/arena.ts";
import type { TradingStateReply } from "../../actors/risk/protocol.ts";
import type { ContestantId } from "../../domain/ids.ts";
import {
  stateOfStep,
  type TradingScope,
  type TradingState,
  WIND_DOWN_STEPS,
  type WindDownStep,
} from "../../domain/trading_state.ts";
import { seasonOf } from "../../domain/season.ts";
import { CapitalDesk } from "./capital_desk.ts";
import type { Dice } from "./dice.ts";

import { SeasonDesk } from "./season_desk.ts";
import { CUP } from "./simulated_season.ts";
import { ReplySlip } from "./reply_slip.ts";
import type { World } from "./world.ts";

/** What somebody may do from now on. */
export interface Restriction {
  readonly state: TradingState;
  readonly step: WindDownStep | null;
}

const ARENA: TradingScope = { kind: "arena" };
const NAME = "simulation";
const ACTIVE: Restriction = { state: "active", step: null };
const HALTED: Restriction = { state: "halted", step: null };
const SEASON: TradingScope = { kind: "season", seasonId: CUP };
const RESTRICTIONS: readonly Restriction[] = [
  HALTED,
  { state: "reducing", step: null },
  ...WIND_DOWN_STEPS.map((step) => ({ state: stateOfStep(step), step })),
];
/** How likely it is in each beat that one scope is let go again. */
const LIFT = 0.04;
/** How likely it is that the season is restricted in the place of another scope. */
const SEASON_AS_WELL = 0.3;
/** How likely it is in each beat that the venue is asked once more about an order that waits for a word. */
const ASK_AGAIN = 0.05;

/**
 * Whoever runs the arena: restricts it and its contestants and lets them go again, moves capital, has the books
 * compared. It outlives processes, speaks to the one that runs, and holds what it is told to the journal.
 */
export class Operator {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #capital: CapitalDesk;
  readonly #seasons: SeasonDesk;
  #refs: ArenaRefs | null = null;

  constructor(world: World) {
    this.#world = world;
    this.#dice = world.dice.fork("operator");
    this.#capital = new CapitalDesk(world, this.#dice.fork("capital"));
    this.#seasons = new SeasonDesk(world, this.#dice.fork("seasons"));
  }

  /** Speaks to this process from now on; `null` where none runs. */
  attend(refs: ArenaRefs | null): void {
    this.#refs = refs;
  }

  /** Does something or other. */
  beat(): void {
    const refs = this.#refs;
    if (refs === null) return;
    const { faults } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.killSwitch)) {
      this.restrict(this.#scopeOrSeason(), dice.pick(RESTRICTIONS));
    }
    for (const scope of this.#restricted()) {
      if (dice.happens(LIFT)) this.restrict(scope, ACTIVE);
    }
    if (dice.happens(faults.reconcileRequest)) {
      refs.reconciler.tell({ kind: "reconcile", trigger: "operator" });
    }
    this.#seasons.beat(
      refs,
      (contestantId) =>
        this.restrict({ kind: "contestant", contestantId }, HALTED),
    );
    this.pursue();
  }

  /** Does no more than to come back to what waits for an answer. */
  pursue(): void {
    if (this.#refs === null) return;
    if (this.#dice.happens(ASK_AGAIN)) this.#askAgain();
    this.#capital.beat(this.#refs.settler);
  }

  /** Moves of capital of which nobody has said what became of them. */
  get unansweredMoves(): number {
    return this.#capital.unanswered;
  }

  /** Returns the arena, or one of its contestants whose season is not over. */
  anyScope(): TradingScope {
    const { seasons } = this.#world.disk.books;
    const scopes = this.#contestants().filter((id) =>
      !seasons.isOver(seasonOf(id))
    ).map((contestantId): TradingScope => ({
      kind: "contestant",
      contestantId,
    }));
    return this.#dice.pick([ARENA, ARENA, ...scopes]);
  }

  /** Returns one of these, or the season where that is on. */
  #scopeOrSeason(): TradingScope {
    const scope = this.anyScope();
    return this.#isSeasonOn && this.#dice.happens(SEASON_AS_WELL)
      ? SEASON
      : scope;
  }

  /** Whether the season has begun and is not over. */
  get #isSeasonOn(): boolean {
    const { seasons } = this.#world.disk.books;
    return seasons.all.has(CUP) && !seasons.isOver(CUP);
  }

  /** Sets what `scope` may do. An answer is held to the journal. */
  restrict(scope: TradingScope, { state, step }: Restriction): void {
    this.#refs?.risk.tell({
      kind: "set_trading_state",
      scope,
      state,
      step,
      cause: "operator",
      detail: "",
      by: NAME,
      replyTo: new ReplySlip((reply) => this.#onReply(reply, state)),
    });
  }

  /** Lets everybody trade again. */
  liftAll(): void {
    for (const scope of this.#restricted()) this.restrict(scope, ACTIVE);
  }

  /** Has the venue asked anew about every order that waits for somebody's word. */
  #askAgain(): void {
    const { deadLetters } = this.#world.disk.books.controls;
    for (const orderId of deadLetters.keys()) {
      this.#refs?.executor.tell({
        kind: "resolve_dead_letter",
        orderId,
        action: "ask_again",
        by: NAME,
        detail: "",
        replyTo: new ReplySlip(() => {}),
      });
    }
  }

  #restricted(): readonly TradingScope[] {
    const { controls } = this.#world.disk.books;
    const scopes: readonly TradingScope[] = [
      ARENA,
      ...(this.#isSeasonOn ? [SEASON] : []),
      ...this.#contestants().map((contestantId) =>
        ({ kind: "contestant", contestantId }) as const
      ),
    ];
    return scopes.filter((scope) =>
      (controls.standing(scope)?.state ?? "active") !== "active"
    );
  }

  #contestants(): readonly ContestantId[] {
    return [...this.#world.disk.books.contestants.keys()];
  }

  /** The row that an answer names says what was asked for. */
  #onReply(reply: TradingStateReply, state: TradingState): void {
    const { findings, disk, tally } = this.#world;
    tally.count(`operator: ${reply.kind}`);
    if (reply.kind === "trading_state_kept") return;
    const entry = disk.rows[reply.sequence - 1]?.entry;
    findings.check(
      entry?.kind === "trading_state_changed" && entry.state === state &&
        entry.by === NAME,
      "an operator is told what is so",
      () => `Row ${reply.sequence} is said to set ${state}`,
    );
  }
}
