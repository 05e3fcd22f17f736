import type { ActorRef } from "./actor.ts";
import { ActorCell } from "./actor_cell.ts";
import { ActorLife } from "./actor_life.ts";
import { assert } from "./assert.ts";
import { checkBackoff } from "./backoff.ts";
import type { Child, ChildPhase, Parent } from "./child.ts";
import type { ActorBehavior, ChildSpec, SpawnOptions } from "./child_spec.ts";
import type { Kernel } from "./kernel.ts";

/** A supervisor that an actor is placed under. */
export interface PlacingParent extends Parent {
  readonly path: string;
}

/**
 * Gives a reserved actor its place in the tree.
 *
 * @throws {Error} If the ref is of another system, has a place, or its path does not lead there.
 * @throws {RangeError} If `shutdownMs` or `backoff` is outside its range.
 */
export function placeActor<Message>(
  kernel: Kernel,
  spec: ChildSpec<Message>,
  parent: PlacingParent,
): Child {
  const cell = ownCell(kernel, spec.ref);
  const { path } = cell;
  assert(
    path === `${parent.path}/${spec.id}`,
    `Cannot place "${path}" under "${parent.path}" as its path must be "${parent.path}/${spec.id}": current value is "${path}"`,
  );
  assert(
    cell.life === null,
    `Cannot place "${path}" as it must have no place yet: current value is placed`,
  );
  checkBehavior(path, spec);
  const life = new ActorLife(cell, spec, parent);
  cell.life = life;
  kernel.reserved.delete(path);
  return life;
}

/**
 * Creates an actor with its place in the tree at once.
 *
 * @throws {RangeError} If an option is outside its range.
 */
export function createActor<Message>(
  kernel: Kernel,
  { path, parent }: { readonly path: string; readonly parent: Parent },
  options: SpawnOptions<Message>,
): { readonly ref: ActorRef<Message>; readonly child: Child } {
  checkBehavior(path, options);
  const cell = new ActorCell(kernel, path, options.mailbox);
  const life = new ActorLife(cell, options, parent);
  cell.life = life;
  return { ref: cell, child: life };
}

/** Returns whether a supervisor starts and restarts children in this phase. */
export function isActive(phase: ChildPhase): boolean {
  return phase === "starting" || phase === "up";
}

/**
 * Validates that a supervisor takes a child.
 *
 * @throws {Error} If it does not start children in its phase.
 */
export function checkActive(childPath: string, phase: ChildPhase): void {
  if (isActive(phase)) return;
  throw new Error(
    `Cannot add "${childPath}" as its supervisor must be running: current value is "${phase}"`,
  );
}

/**
 * Validates an id.
 *
 * @throws {Error} If it is no path segment.
 */
export function checkId(parentPath: string, id: string): void {
  assert(
    id !== "" && !id.includes("/"),
    `Cannot add "${id}" to "${parentPath}" as it must be a path segment: current value is "${id}"`,
  );
}

/**
 * Validates how an actor is to live.
 *
 * @throws {RangeError} If `shutdownMs` or `backoff` is outside its range.
 */
function checkBehavior<Message>(
  path: string,
  { shutdownMs, backoff }: ActorBehavior<Message>,
): void {
  if (!(shutdownMs >= 0 && Number.isFinite(shutdownMs))) {
    throw new RangeError(
      `Cannot place "${path}" as 'shutdownMs' must be 0 or more: current value is ${shutdownMs}`,
    );
  }
  if (backoff !== undefined) checkBackoff(backoff);
}

/**
 * Returns the actor behind `ref`.
 *
 * @throws {Error} If it is no actor of this system.
 */
export function ownCell<Message>(
  kernel: Kernel,
  ref: ActorRef<Message>,
): ActorCell<Message> {
  if (ref instanceof ActorCell && ref.kernel === kernel) return ref;
  throw new Error(
    `Cannot use "${ref.path}" as it must be reserved in this system: current value is another ref`,
  );
}
