import { assert, type BackoffOptions } from "../../runtime/mod.ts";

/** Everything that bounds how the executor deals with a venue. */
export interface ExecutorBounds {
  /** Between two questions about an order whose outcome is not known. */
  readonly doubtful: BackoffOptions;
  /** Between two questions about an order that rests: the venue tells by itself, this is the net under it. */
  readonly resting: BackoffOptions;
  /** Between two questions about an order that waits for an operator. */
  readonly stranded: BackoffOptions;
  /** Longest wait for one answer; nothing is known after it. */
  readonly answerMsMax: number;
  /** What makes an order one for an operator: this many questions in vain, over at least this long. */
  readonly deadLetter: {
    readonly questions: number;
    readonly afterMs: number;
  };
  /** Sending again what the venue certainly does not have. */
  readonly retry: {
    /** Times that one order is sent at most. */
    readonly sendsMax: number;
    readonly backoff: BackoffOptions;
    /** How long an `ioc` or `fok` order is of use: it was made for the book of its moment. */
    readonly immediateMsMax: number;
  };
  /** When the venue is left alone. */
  readonly circuit: {
    /** Failures in a row that open it. */
    readonly failures: number;
    /** How long it stays open, longer each time in a row. */
    readonly backoff: BackoffOptions;
    /** This many openings within this time halt the arena. */
    readonly openings: number;
    readonly openingsWithinMs: number;
  };
  /** How old a review may be when the replaced order is closed at last: less than traders wait for an order. */
  readonly replacementMsMax: number;
}

/** The bounds of every executor. */
export const EXECUTOR_BOUNDS: ExecutorBounds = {
  doubtful: { minMs: 500, maxMs: 30_000, jitter: 0.2 },
  resting: { minMs: 30_000, maxMs: 30_000, jitter: 0.2 },
  stranded: { minMs: 300_000, maxMs: 300_000, jitter: 0.2 },
  answerMsMax: 30_000,
  deadLetter: { questions: 20, afterMs: 300_000 },
  retry: {
    sendsMax: 3,
    backoff: { minMs: 250, maxMs: 2_000, jitter: 0.5 },
    immediateMsMax: 5_000,
  },
  circuit: {
    failures: 5,
    backoff: { minMs: 15_000, maxMs: 300_000, jitter: 0.2 },
    openings: 3,
    openingsWithinMs: 600_000,
  },
  replacementMsMax: 30_000,
};

/**
 * Holds the bounds to what must be true between them.
 *
 * @throws {Error} If it is not.
 */
export function checkBounds(bounds: ExecutorBounds): void {
  const { doubtful, resting, stranded, retry, circuit, deadLetter } = bounds;
  const relations: readonly (readonly [boolean, string])[] = [
    [
      resting.minMs >= doubtful.maxMs && stranded.minMs >= resting.maxMs,
      "questions must get rarer from doubtful over resting to stranded orders",
    ],
    [
      retry.sendsMax < circuit.failures,
      "one order that is turned down must not open the circuit by itself",
    ],
    [
      (retry.sendsMax - 1) * retry.backoff.maxMs < retry.immediateMsMax,
      "the sends of one order must fit into its time of use",
    ],
    [
      (circuit.openings - 1) * circuit.backoff.minMs * 2 <
        circuit.openingsWithinMs,
      "the openings that halt the arena must be possible within their time",
    ],
    [
      deadLetter.questions > circuit.failures,
      "the circuit must open before an order is given to an operator",
    ],
    [
      deadLetter.afterMs > circuit.backoff.minMs,
      "the circuit must get to be tried before an order is given to an operator",
    ],
  ];
  for (const [holds, relation] of relations) {
    assert(
      holds,
      `Cannot start the executor as ${relation}: current value is ${
        JSON.stringify(bounds)
      }`,
    );
  }
}
