import type { ActorRef } from "./actor.ts";
import { assert } from "./assert.ts";
import type { BackoffOptions } from "./backoff.ts";
import type { RestartPolicy } from "./child_spec.ts";
import type { ActorInspection } from "./inspection.ts";

/**
 * Where a child is, as its supervisor sees it.
 *
 * - `down`: not started yet, or held for a restart; its mailbox takes messages.
 * - `crashed`: failed, or stopped by itself; waits for its supervisor's decision.
 * - `ended`: for good.
 */
export type ChildPhase =
  | "down"
  | "starting"
  | "up"
  | "crashed"
  | "stopping"
  | "ended";

/**
 * How a child is stopped.
 *
 * - `final`: drains, then ends for good.
 * - `restart`: its incarnation ends at once with `pre_restart`, to be started again.
 * - `hold`: its incarnation ends at once with `post_stop`; what follows is decided further up.
 */
export type StopMode =
  | { readonly kind: "final" }
  | { readonly kind: "restart"; readonly error: Error }
  | { readonly kind: "hold" };

/** An actor or a supervisor, as its supervisor handles it. Every outcome comes back as an event. */
export interface Child {
  readonly path: string;
  readonly restart: RestartPolicy;
  readonly backoff: BackoffOptions | undefined;
  /** `null` for a supervisor. */
  readonly ref: ActorRef<never> | null;
  readonly phase: ChildPhase;
  /** Makes what is down and to be made ahead; nothing of it recovers yet. */
  make(): void;
  /** Starts a `down` child; answers `started` or `start_failed`. */
  start(): void;
  /** Stops a child in any phase; answers `stopped`. A crashed one is `down` on return, unless `final`. */
  stop(mode: StopMode): void;
  /** Appends what it and those below it look like. */
  inspect(into: ActorInspection[]): void;
}

/** What a child tells its supervisor. */
export type ChildEvent =
  | { readonly kind: "started"; readonly child: Child }
  | {
    readonly kind: "start_failed";
    readonly child: Child;
    readonly error: Error;
  }
  | { readonly kind: "failed"; readonly child: Child; readonly error: Error }
  | { readonly kind: "exited"; readonly child: Child }
  | { readonly kind: "stopped"; readonly child: Child };

/** The inbox of a supervisor. */
export interface Parent {
  /** Takes note of a start. */
  started(child: Child): void;
  post(event: ChildEvent): void;
}

/**
 * Validates that a child may be started.
 *
 * @throws {Error} If it is not down.
 */
export function checkDown({ path, phase }: Child): void {
  assert(
    phase === "down",
    `Cannot start "${path}" as it must be down: current value is "${phase}"`,
  );
}
