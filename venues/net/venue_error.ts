/** The venue answered, and its answer is no. Nothing happened there. */
export class VenueAnswerError extends Error {
  override readonly name = "VenueAnswerError";
  /** Of the HTTP answer, 400 or more. */
  readonly status: number;
  /** What the venue wrote, cut; it may be anything. */
  readonly body: string;

  constructor(message: string, { status, body }: {
    readonly status: number;
    readonly body: string;
  }) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

/** The venue answered in a shape that we do not know; it is counted towards its being degraded. */
export class UnknownShapeError extends Error {
  override readonly name = "UnknownShapeError";
}

/** Returns the status of the answer that `error` came from; `null` if no answer did. */
export function answerStatus(error: unknown): number | null {
  return answerOf(error)?.status ?? null;
}

/** Returns the venue's answer that `error` came from, itself or as its cause; `null` if no answer did. */
export function answerOf(error: unknown): VenueAnswerError | null {
  if (error instanceof VenueAnswerError) return error;
  return error instanceof Error && error.cause !== undefined
    ? answerOf(error.cause)
    : null;
}
