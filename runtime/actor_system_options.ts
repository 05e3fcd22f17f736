import type { ActorRef, DeadLetter, StartActor } from "./actor.ts";
import type { BackoffOptions } from "./backoff.ts";
import type { Drain, RestartPolicy } from "./child_spec.ts";
import type { Clock } from "./clock.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ActorFailure } from "./kernel.ts";
import type { Random } from "./random.ts";
import type { Tracer } from "./tracer.ts";

/** Options of `ActorSystem`. */
export interface ActorSystemOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Serves this system alone. */
  readonly dispatcher: Dispatcher;
  /** Called with every dead letter, as it happens. What it throws ends the process. */
  readonly onDeadLetter?: (letter: DeadLetter) => void;
  /** Called with every failure, as it happens. What it throws ends the process. */
  readonly onFailure?: (failure: ActorFailure) => void;
  /** Dead letters kept for reading, 0 to 1,048,576. @default {1024} */
  readonly deadLetterCapacity?: number;
  /** Follows messages from cause to effect; without it nothing is traced. */
  readonly tracer?: Tracer;
  /** Whether `inspect()` tells how long handlers take, for two looks at the clock in every sixteenth batch. @default {false} */
  readonly timesHandlers?: boolean;
}

/** What `ActorSystem.actor()` makes a spec of; see `ChildSpec`. */
export interface ActorOptions<Message> {
  readonly ref: ActorRef<Message>;
  readonly start: StartActor<Message>;
  readonly restart: RestartPolicy;
  readonly shutdownMs: number;
  readonly backoff?: BackoffOptions;
  readonly drain?: Drain;
  readonly isMadeAhead?: boolean;
}

/** How a system ended. */
export type SystemOutcome =
  | { readonly reason: "stopped" }
  /** The root supervisor gave up, at the start or later. */
  | { readonly reason: "failed"; readonly error: Error };
