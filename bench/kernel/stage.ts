/** What a message of the bench looks like: the least that every library takes. */
export interface Message {
  readonly type: string;
}

/** A message that wants an answer. */
export interface Question extends Message {
  readonly replyTo: Target<number>;
}

/** What an actor needs to know of another one to send to it. */
export interface Target<in Sent> {
  tell(message: Sent): void;
}

/** Where the actors of one run live: a job is written once, for ours, the floors and the peers. */
export interface Stage {
  /** Starts an actor with a handler and returns its address. */
  spawn<Sent extends Message>(
    name: string,
    receive: (message: Sent) => void,
  ): Target<Sent>;
  /** Asks `count` times, each time after the last reply, in the way of the library. Left out where it has none. */
  askInTurn?(echo: Target<Question>, count: number): Promise<void>;
  /** Returns a function that publishes to all of `targets`. Left out, it tells one after the other. */
  publisher?<Sent extends Message>(
    targets: readonly Target<Sent>[],
  ): (message: Sent) => void;
  stop(): Promise<void>;
}

/** Opens a stage of its own for each run. */
export type OpenStage = () => Promise<Stage>;

/** Room in every mailbox that has a bound: jobs keep fewer messages than this under way. */
export const CAPACITY = 131_072;

/** How long an asker waits for a reply, in milliseconds. */
export const ASK_DEADLINE_MS = 10_000;
