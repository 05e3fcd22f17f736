import { assertNever } from "../../domain/assert_never.ts";
import { ControlRegister } from "../../domain/control_register.ts";
import type { SeasonId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { OPEN_SEASON, type SeasonTerms } from "../../domain/season.ts";
import type { SeasonEntry } from "../../domain/season_entries.ts";
import { SeasonRegister } from "../../domain/season_register.ts";
import { stateOfStep } from "../../domain/trading_state.ts";
import type { Actor, ActorContext, ActorRef } from "../../runtime/mod.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import type { RiskMessage } from "../risk/protocol.ts";
import { brokenTerms } from "./frozen_terms.ts";
import type {
  ChangeSeason,
  SeasonkeeperMessage,
  SeasonReply,
} from "./protocol.ts";

/** What the seasonkeeper works with. */
export interface SeasonkeeperDependencies extends FollowedJournal {
  readonly risk: ActorRef<RiskMessage>;
  /** The seasons that are declared, whether they have started or not. */
  readonly seasons: readonly SeasonTerms[];
}

/** Who signs what happens by itself. */
const ITSELF = "arena";
/** Between two looks at the calendar at most, so that a clock that was set is noticed. */
const LOOK_MS_MAX = 60_000;

/**
 * Starts the seasonkeeper: it starts and concludes seasons when their dates come or an operator asks, and has risk
 * end what a season that is over has open.
 *
 * @throws {Error} If a season that is on is not declared as it was frozen.
 */
export function startSeasonkeeper(
  dependencies: SeasonkeeperDependencies,
  context: ActorContext<SeasonkeeperMessage>,
): Actor<SeasonkeeperMessage> {
  return new Seasonkeeper(dependencies, context);
}

/** A row that is on its way into the journal. */
interface Pending {
  readonly entry: SeasonEntry;
  readonly replyTo: ActorRef<SeasonReply> | null;
}

class Seasonkeeper implements Actor<SeasonkeeperMessage> {
  readonly #dependencies: SeasonkeeperDependencies;
  readonly #context: ActorContext<SeasonkeeperMessage>;
  readonly #journal: JournalFollower;
  readonly #seasons = new SeasonRegister();
  readonly #controls = new ControlRegister();
  readonly #pending = new Map<SeasonId, Pending>();

  constructor(
    dependencies: SeasonkeeperDependencies,
    context: ActorContext<SeasonkeeperMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    await this.#journal.recover();
    const broken = brokenTerms(
      this.#seasons.all.values(),
      this.#dependencies.seasons,
    );
    if (broken !== null) throw new Error(broken);
    for (const id of this.#seasons.all.keys()) this.#close(id);
    this.#look();
  }

  receive(message: SeasonkeeperMessage): void {
    switch (message.kind) {
      case "start_season":
      case "conclude_season":
        return this.#onRequest(message);
      case "dates_due":
        return this.#look();
      case "row_committed":
        return this.#onRow(message.row);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #fold({ entry, occurredAtMs }: JournalRow): void {
    switch (entry.kind) {
      case "season_started":
      case "season_concluded":
        this.#seasons.apply(entry, occurredAtMs);
        return;
      case "trading_state_changed":
        this.#controls.apply(entry, occurredAtMs);
        return;
    }
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    const { entry, sequence } = row;
    if (entry.kind !== "season_started" && entry.kind !== "season_concluded") {
      return;
    }
    const { seasonId } = entry;
    const pending = this.#pending.get(seasonId);
    if (pending?.entry.kind === entry.kind) {
      this.#pending.delete(seasonId);
      pending.replyTo?.tell({ kind: "season_changed", sequence });
    }
    this.#close(seasonId);
  }

  #onRequest(request: ChangeSeason): void {
    const { kind, seasonId, by, reason, replyTo } = request;
    const refusal = this.#refusalOf(request);
    if (refusal !== null) {
      replyTo?.tell({ kind: "season_kept", reason: refusal });
      return;
    }
    if (kind === "start_season") {
      return this.#start(seasonId, { by, reason }, replyTo);
    }
    this.#append(
      { kind: "season_concluded", seasonId, cause: "operator", by, reason },
      replyTo,
    );
  }

  #refusalOf({ kind, seasonId, by }: ChangeSeason): string | null {
    if (by.trim() === "") return "Whoever changes a season signs it.";
    const standing = this.#seasons.all.get(seasonId);
    if (this.#pending.has(seasonId)) {
      return `Season ${seasonId} is being changed already.`;
    }
    if (this.#seasons.isOver(seasonId)) return `Season ${seasonId} is over.`;
    if (seasonId === OPEN_SEASON) return "The open season is always on.";
    if (kind === "conclude_season") {
      return standing === undefined
        ? `Season ${seasonId} has not started.`
        : null;
    }
    if (standing !== undefined) return `Season ${seasonId} has started.`;
    return this.#declared(seasonId) === undefined
      ? `No season of the name ${seasonId} is declared.`
      : null;
  }

  #declared(id: SeasonId): SeasonTerms | undefined {
    return this.#dependencies.seasons.find((terms) => terms.id === id);
  }

  #start(
    seasonId: SeasonId,
    signed: { readonly by: string; readonly reason: string },
    replyTo?: ActorRef<SeasonReply>,
  ): void {
    const terms = this.#declared(seasonId);
    if (terms === undefined) return;
    this.#append(
      { kind: "season_started", seasonId, terms, ...signed },
      replyTo,
    );
  }

  #append(entry: SeasonEntry, replyTo?: ActorRef<SeasonReply>): void {
    const { seasonId } = entry;
    this.#pending.set(seasonId, { entry, replyTo: replyTo ?? null });
    this.#journal.append({
      entry,
      causationId: seasonId,
      correlationId: seasonId,
    });
  }

  /** Does what the dates ask for by now, what was due while nobody looked included, and looks again in a while. */
  #look(): void {
    const nowMs = this.#context.clock.nowMs();
    for (const { id, startsAtMs, endsAtMs } of this.#dependencies.seasons) {
      if (this.#pending.has(id) || this.#seasons.isOver(id)) continue;
      const hasEnded = endsAtMs !== null && nowMs >= endsAtMs;
      const signed = { by: ITSELF, reason: "Its date has come." };
      if (this.#seasons.all.has(id)) {
        if (!hasEnded) continue;
        const cause = "end_date";
        this.#append({
          kind: "season_concluded",
          seasonId: id,
          cause,
          ...signed,
        });
      } else if (startsAtMs !== null && nowMs >= startsAtMs && !hasEnded) {
        this.#start(id, signed);
      }
    }
    this.#context.schedule({ kind: "dates_due" }, this.#nextLookMs(nowMs));
  }

  #nextLookMs(nowMs: number): number {
    const ahead = this.#dependencies.seasons
      .flatMap(({ startsAtMs, endsAtMs }) => [startsAtMs, endsAtMs])
      .filter((atMs) => atMs !== null && atMs > nowMs)
      .map((atMs) => Number(atMs) - nowMs);
    return Math.min(LOOK_MS_MAX, ...ahead);
  }

  /** Has risk cancel, and sell where the terms say so, what a season that is over has open; asked twice it is done once. */
  #close(seasonId: SeasonId): void {
    const standing = this.#seasons.all.get(seasonId);
    if (standing === undefined || standing.concludedAtMs === null) return;
    const scope = { kind: "season", seasonId } as const;
    const set = this.#controls.standing(scope);
    if (set?.cause === "season_concluded" || set?.cause === "flattened") return;
    const step = standing.terms.ending === "flatten" ? "flatten" : "pause";
    this.#dependencies.risk.tell({
      kind: "set_trading_state",
      scope,
      state: stateOfStep(step),
      step,
      cause: "season_concluded",
      detail: `Season ${standing.terms.name} is over.`,
      by: ITSELF,
    });
  }
}
