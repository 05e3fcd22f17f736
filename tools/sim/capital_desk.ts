import type {
  CapitalMove,
  CapitalReply,
  SettlerMessage,
} from "../../actors/settler/protocol.ts";
import { usdFromMicros } from "../../domain/money.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { Dice } from "./dice.ts";
import { ReplySlip } from "./reply_slip.ts";
import type { World } from "./world.ts";

/** How likely it is in each beat that a move is asked for again that was not answered. */
const ASK_AGAIN = 0.1;
const MILLIONTHS = 1_000_000n;

/** Where capital is moved: each move has an id of its own, and is asked for until it is answered. */
export class CapitalDesk {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #open = new Map<string, CapitalMove>();
  #moves = 0;

  constructor(world: World, dice: Dice) {
    this.#world = world;
    this.#dice = dice;
  }

  /** Moves of which nobody has said what became of them. */
  get unanswered(): number {
    return this.#open.size;
  }

  beat(settler: ActorRef<SettlerMessage>): void {
    const { faults } = this.#world;
    const dice = this.#dice;
    for (const move of [...this.#open.values()]) {
      if (dice.happens(ASK_AGAIN)) this.#ask(move, settler);
    }
    if (!dice.happens(faults.capitalMove)) return;
    const move = this.#draw();
    if (move === null) return;
    this.#open.set(move.moveId, move);
    this.#ask(move, settler);
    while (dice.happens(faults.repeatedMove)) {
      this.#world.tally.count("operator: move asked for again");
      this.#ask(move, settler);
    }
  }

  /** A deposit, or a withdrawal of up to a bit more than there is. */
  #draw(): CapitalMove | null {
    const { disk: { books } } = this.#world;
    const dice = this.#dice;
    const contestants = [...books.contestants.values()];
    if (contestants.length === 0) return null;
    const { id, cash } = dice.pick(contestants);
    const share = BigInt(dice.between(1, 1_100_000));
    const amount = dice.happens(0.4)
      ? BigInt(dice.between(1, 300_000_000))
      : -(dice.happens(0.3) ? cash : cash * share / MILLIONTHS);
    this.#moves += 1;
    return {
      moveId: `move ${this.#moves}`,
      contestantId: id,
      amount: usdFromMicros(amount),
      reason: "The simulation wants it.",
      by: "simulation",
    };
  }

  #ask(move: CapitalMove, settler: ActorRef<SettlerMessage>): void {
    const replyTo = new ReplySlip<CapitalReply>((reply) =>
      this.#onReply(move, reply)
    );
    settler.tell({ kind: "move_capital", move, replyTo });
  }

  /** The row that an answer names is of this move. A move that was refused once may be made by another request. */
  #onReply(move: CapitalMove, reply: CapitalReply): void {
    const { findings, disk, tally } = this.#world;
    tally.count(`operator: ${reply.kind}`);
    this.#open.delete(move.moveId);
    if (reply.kind === "capital_refused") return;
    const row = disk.rows[reply.sequence - 1];
    findings.check(
      row?.entry.kind === "capital_moved" &&
        row.causationId === move.moveId &&
        row.entry.contestantId === move.contestantId &&
        row.entry.amount === move.amount,
      "an operator is told what is so",
      () => `Row ${reply.sequence} is said to make ${move.moveId}`,
    );
  }
}
