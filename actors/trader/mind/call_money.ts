import type { Reservation } from "../../ports/model.ts";

/** The money that is set aside for the calls of one session. */
export class CallMoney {
  #current: Reservation | null = null;
  /** Of calls that ended, until the journal has what they cost. */
  readonly #settling: Reservation[] = [];

  /** Takes what the budget set aside for the next call. Returns whether there is anything. */
  setAside(reservation: Reservation | null): boolean {
    this.#current = reservation;
    return reservation !== null;
  }

  /** The call has ended; what it cost is on its way into the journal. */
  endCall(): void {
    if (this.#current !== null) this.#settling.push(this.#current);
    this.#current = null;
  }

  /** What the oldest call cost is in the journal, and so counted: nothing has to be set aside for it any more. */
  settle(): void {
    this.#settling.shift()?.release();
  }

  /** The session is over. */
  release(): void {
    this.endCall();
    for (const reservation of this.#settling.splice(0)) reservation.release();
  }
}
