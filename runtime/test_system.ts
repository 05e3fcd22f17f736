import type { MailboxOptions, StartActor } from "./actor.ts";
import { ActorSystem } from "./actor_system.ts";
import type {
  ActorOptions,
  ActorSystemOptions,
} from "./actor_system_options.ts";
import { assert } from "./assert.ts";
import type { ChildSpec, SupervisorSpec } from "./child_spec.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ActorInspection } from "./inspection.ts";
import type { ActorFailure } from "./kernel.ts";
import { ManualDispatcher } from "./manual_dispatcher.ts";
import { SeededRandom } from "./seeded_random.ts";
import { SimulatedClock } from "./simulated_clock.ts";

/** What a test may say about an actor; the rest has defaults. */
export interface TestActorOptions<Message>
  extends Partial<Omit<ActorOptions<Message>, "ref" | "start">> {
  readonly mailbox?: MailboxOptions<Message>;
}

/**
 * An actor system for tests: simulated time, seeded randomness, synchronous dispatch, and a record of failures.
 *
 * Actors run at the instant of each timer: `clock.advanceBy` leaves nothing runnable behind.
 *
 * @example
 * ```ts
 * import { TestSystem } from "./mod.ts";
 *
 * const test = new TestSystem();
 * const received: number[] = [];
 * const counter = test.actor<number>("root/counter", () => ({ receive: (n) => void received.push(n) }));
 * await test.start([counter]);
 * counter.ref.tell(1);
 * test.system.runUntilIdle();
 * console.assert(received[0] === 1 && test.inspect("root/counter").handled === 1);
 * await test.system.stop();
 * ```
 */
export class TestSystem {
  readonly clock = new SimulatedClock();
  readonly failures: ActorFailure[] = [];
  readonly system: ActorSystem;

  constructor(
    dispatcher: Dispatcher = new ManualDispatcher(),
    observation: Pick<ActorSystemOptions, "tracer" | "timesHandlers"> = {},
  ) {
    this.system = new ActorSystem({
      ...observation,
      clock: this.clock,
      random: new SeededRandom("test"),
      dispatcher,
      onFailure: (failure) => this.failures.push(failure),
    });
    if (dispatcher.runUntilIdle !== undefined) {
      this.clock.afterInstant(() => this.system.runUntilIdle());
    }
  }

  /** Returns the spec of a new actor: capacity 64 under backpressure, permanent, `shutdownMs` 1,000 unless said otherwise. */
  actor<Message>(
    path: string,
    start: StartActor<Message>,
    options: TestActorOptions<Message> = {},
  ): ChildSpec<Message> {
    const {
      mailbox = { capacity: 64, overflow: { kind: "backpressure" } },
      ...rest
    } = options;
    const ref = this.system.reserve(path, mailbox);
    return this.system.actor({
      ref,
      start,
      restart: "permanent",
      shutdownMs: 1_000,
      ...rest,
    });
  }

  /** Starts a supervisor `root` over `children`: `one_for_one`, 3 restarts in 60 s unless said otherwise. */
  async start(
    children: SupervisorSpec["children"],
    options: Partial<Omit<SupervisorSpec, "kind" | "id" | "children">> = {},
  ): Promise<void> {
    await this.system.start({
      kind: "supervisor",
      id: "root",
      strategy: "one_for_one",
      intensity: 3,
      periodMs: 60_000,
      ...options,
      children,
    });
  }

  /**
   * Returns the node at `path`.
   *
   * @throws {Error} If there is none.
   */
  inspect(path: string): ActorInspection {
    const found = this.system.inspect().find((node) => node.path === path);
    assert(
      found !== undefined,
      `Cannot inspect "${path}" as it must be in the tree: current value is no such node`,
    );
    return found;
  }
}
