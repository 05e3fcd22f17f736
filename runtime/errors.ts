/** The reply to an `ask` did not come before its deadline. It may still come: then it is a dead letter. */
export class AskTimeoutError extends Error {
  override readonly name = "AskTimeoutError";

  constructor(path: string, deadlineMs: number) {
    super(
      `Cannot ask "${path}" as the reply must come within the deadline: current value is ${deadlineMs} ms`,
    );
  }
}

/** The actor has ended for good and takes nothing any more. */
export class ActorStoppedError extends Error {
  override readonly name = "ActorStoppedError";

  constructor(path: string) {
    super(
      `Cannot reach "${path}" as the actor must not have stopped: current value is "stopped"`,
    );
  }
}

/** The message did not fit into the mailbox. */
export class MailboxFullError extends Error {
  override readonly name = "MailboxFullError";

  constructor(path: string, capacity: number) {
    super(
      `Cannot send to "${path}" as its mailbox must have room: current value is ${capacity} of ${capacity}`,
    );
  }
}

/** A handler or start did not end within `shutdownMs`, and was abandoned. */
export class ShutdownTimeoutError extends Error {
  override readonly name = "ShutdownTimeoutError";

  constructor(path: string, shutdownMs: number) {
    super(
      `Cannot stop "${path}" as its handler must end within 'shutdownMs': current value is ${shutdownMs} ms`,
    );
  }
}

/** A permanent actor stopped by itself; it is started again. */
export class UnexpectedStopError extends Error {
  override readonly name = "UnexpectedStopError";

  constructor(path: string) {
    super(
      `Cannot leave "${path}" as a permanent actor must run: current value is "stopped"`,
    );
  }
}
