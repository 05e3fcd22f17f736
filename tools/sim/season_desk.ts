import type { ArenaRefs } from "../../actors/arena.ts";
import type {
  ChangeSeason,
  SeasonReply,
} from "../../actors/seasonkeeper/protocol.ts";
import type { ResetReply } from "../../actors/settler/protocol.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { Dice } from "./dice.ts";
import { ReplySlip } from "./reply_slip.ts";
import { CUP } from "./simulated_season.ts";
import type { World } from "./world.ts";

const NAME = "simulation";
const REASON = "The simulation wants it.";
/** How likely it is in each beat that a reset is asked for again that was refused or not answered. */
const ASK_AGAIN = 0.3;
/** How often a reset is asked for at most. */
const ASKED_MAX = 10;

/** Where seasons are started and concluded out of turn, and accounts reset. */
export class SeasonDesk {
  readonly #world: World;
  readonly #dice: Dice;
  /** Resets that were not made yet, and how often each was asked for. */
  readonly #resets = new Map<ContestantId, number>();

  constructor(world: World, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  /** Does something or other. @param halt Halts a contestant, as an operator does before a reset. */
  beat(refs: ArenaRefs, halt: (id: ContestantId) => void): void {
    const { faults, disk } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.seasonAct)) {
      this.#change(refs, dice.pick(["start_season", "conclude_season"]));
    }
    for (const id of [...this.#resets.keys()]) {
      if (dice.happens(ASK_AGAIN)) this.#reset(refs, id);
    }
    const contestants = [...disk.books.contestants.keys()];
    if (!dice.happens(faults.accountReset) || contestants.length === 0) return;
    const id = dice.pick(contestants);
    halt(id);
    this.#resets.set(id, 0);
    this.#reset(refs, id);
  }

  #change({ seasonkeeper }: ArenaRefs, kind: ChangeSeason["kind"]): void {
    seasonkeeper?.tell({
      kind,
      seasonId: CUP,
      by: NAME,
      reason: REASON,
      replyTo: new ReplySlip((reply) => this.#onChanged(kind, reply)),
    });
  }

  #onChanged(kind: ChangeSeason["kind"], reply: SeasonReply): void {
    const { findings, disk, tally } = this.#world;
    tally.count(`operator: ${reply.kind}`);
    if (reply.kind === "season_kept") return;
    const entry = disk.rows[reply.sequence - 1]?.entry;
    findings.check(
      entry?.kind ===
          (kind === "start_season" ? "season_started" : "season_concluded") &&
        entry.by === NAME,
      "an operator is told what is so",
      () => `Row ${reply.sequence} is said to be of ${kind}`,
    );
  }

  #reset({ settler }: ArenaRefs, contestantId: ContestantId): void {
    const asked = (this.#resets.get(contestantId) ?? 0) + 1;
    if (asked >= ASKED_MAX) this.#resets.delete(contestantId);
    else this.#resets.set(contestantId, asked);
    settler.tell({
      kind: "reset_account",
      contestantId,
      by: NAME,
      reason: REASON,
      replyTo: new ReplySlip((reply) => this.#onReset(contestantId, reply)),
    });
  }

  #onReset(contestantId: ContestantId, reply: ResetReply): void {
    const { findings, disk, tally } = this.#world;
    tally.count(`operator: ${reply.kind}`);
    if (reply.kind === "reset_refused") return;
    this.#resets.delete(contestantId);
    const entry = disk.rows[reply.sequence - 1]?.entry;
    findings.check(
      entry?.kind === "account_reset" && entry.contestantId === contestantId,
      "an operator is told what is so",
      () => `Row ${reply.sequence} is said to reset ${contestantId}`,
    );
  }
}
