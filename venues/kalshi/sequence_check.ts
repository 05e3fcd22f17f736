/** What a frame's sequence number says about those before it. */
export type SequenceVerdict =
  | { readonly kind: "next" }
  | { readonly kind: "gap"; readonly expected: number }
  /** The number was seen already: the frame changes nothing. */
  | { readonly kind: "repeated" };

const NEXT: SequenceVerdict = { kind: "next" };
const REPEATED: SequenceVerdict = { kind: "repeated" };

/**
 * Follows Kalshi's sequence numbers, which count without gaps per connection and subscription (`sid`).
 *
 * The first number of a subscription is taken as it is, since a recording may start in the middle of one.
 * After a gap it goes on from the number that came.
 */
export class SequenceCheck {
  readonly #last = new Map<number, number>();
  /** The subscription whose number came last, and that number: nearly all are of one, and the map need not know. */
  #newestSid = NaN;
  #newest = 0;

  /** Takes the number of the next frame of subscription `sid`. */
  accept(sid: number, seq: number): SequenceVerdict {
    const last = this.#lastOf(sid);
    if (last !== undefined && seq <= last) return REPEATED;
    this.#keep(sid, seq);
    return last === undefined || seq === last + 1
      ? NEXT
      : { kind: "gap", expected: last + 1 };
  }

  /** Whether `seq` is the number that comes next, after one before it; takes nothing. */
  isNext(sid: number, seq: number): boolean {
    return this.#lastOf(sid) === seq - 1;
  }

  /** Takes the newest number of subscription `sid` back, as its frame turned out to be unreadable. */
  revoke(sid: number): void {
    const last = this.#lastOf(sid);
    if (last !== undefined) this.#keep(sid, last - 1);
  }

  #lastOf(sid: number): number | undefined {
    return sid === this.#newestSid ? this.#newest : this.#last.get(sid);
  }

  #keep(sid: number, seq: number): void {
    if (sid !== this.#newestSid) {
      if (!Number.isNaN(this.#newestSid)) {
        this.#last.set(this.#newestSid, this.#newest);
      }
      this.#newestSid = sid;
    }
    this.#newest = seq;
  }
}
