import type { ActorRef, MailboxOptions } from "./actor.ts";
import { ActorCell } from "./actor_cell.ts";
import { ActorLife } from "./actor_life.ts";
import type {
  ActorOptions,
  ActorSystemOptions,
  SystemOutcome,
} from "./actor_system_options.ts";
import { assert } from "./assert.ts";
import type { Child, ChildEvent } from "./child.ts";
import type { Answer } from "./child_list.ts";
import type {
  AnyChildSpec,
  ChildSpec,
  SpawnOptions,
  SupervisorSpec,
} from "./child_spec.ts";
import { DeadLetters } from "./dead_letters.ts";
import type { ActorInspection } from "./inspection.ts";
import { Kernel } from "./kernel.ts";
import { Supervisor } from "./supervisor.ts";

/**
 * One supervision tree and everything that its actors share.
 *
 * - Refs are reserved before anything runs, so that the tree is plain data; what is told to them meanwhile waits.
 * - It starts once and ends once: by `stop()`, or because its root gave up.
 * - Nothing in it is ambient: time, randomness and order of execution come from its options.
 *
 * @example
 * ```ts
 * import { ActorSystem, ManualDispatcher, SeededRandom, SimulatedClock } from "./mod.ts";
 *
 * const system = new ActorSystem({
 *   clock: new SimulatedClock(),
 *   random: new SeededRandom(1),
 *   dispatcher: new ManualDispatcher(),
 * });
 * const greeter = system.reserve<string>("root/greeter", { capacity: 8, overflow: { kind: "backpressure" } });
 * const greeted: string[] = [];
 * await system.start({
 *   kind: "supervisor",
 *   id: "root",
 *   strategy: "one_for_one",
 *   intensity: 3,
 *   periodMs: 60_000,
 *   children: [
 *     system.actor({
 *       ref: greeter,
 *       start: () => ({ receive: (name) => void greeted.push(`Hello ${name}`) }),
 *       restart: "permanent",
 *       shutdownMs: 1_000,
 *     }),
 *   ],
 * });
 * greeter.tell("Ada");
 * await system.settled();
 * console.assert(greeted[0] === "Hello Ada");
 * await system.stop();
 * ```
 */
export class ActorSystem {
  /** Messages that nobody handled. */
  readonly deadLetters: DeadLetters;
  /** Resolves when the system has ended; never rejects. */
  readonly done: Promise<SystemOutcome>;
  readonly #kernel: Kernel;
  readonly #end: (outcome: SystemOutcome) => void;
  #root: Supervisor | null = null;
  #starting: Answer | null = null;
  #failure: Error | null = null;
  #isStopped = false;

  /**
   * @throws {Error} If the dispatcher serves another system.
   * @throws {RangeError} If `deadLetterCapacity` is outside its range.
   */
  constructor(options: ActorSystemOptions) {
    const {
      clock,
      random,
      dispatcher,
      onDeadLetter,
      onFailure,
      deadLetterCapacity,
      tracer = null,
      timesHandlers: isTiming = false,
    } = options;
    this.deadLetters = new DeadLetters({
      ...(deadLetterCapacity === undefined
        ? {}
        : { capacity: deadLetterCapacity }),
      ...(onDeadLetter === undefined ? {} : { onDeadLetter }),
    });
    this.#kernel = new Kernel({
      clock,
      random,
      dispatcher,
      deadLetters: this.deadLetters,
      onFailure: onFailure ?? (() => {}),
      tracer,
      isTiming,
    });
    const { promise, resolve } = Promise.withResolvers<SystemOutcome>();
    this.done = promise;
    this.#end = resolve;
  }

  /** Asynchronous starts, handlers and piped work under way, over all actors. */
  get workPending(): number {
    return this.#kernel.workPending;
  }

  /**
   * Reserves a ref with its bounded mailbox. The path of an ended actor may be reserved again.
   *
   * @param path Ids from the root down, joined by slashes, such as `arena/execution/risk`.
   * @throws {Error} If the path is taken, or the system has ended.
   * @throws {RangeError} If a mailbox option is outside its range.
   */
  reserve<Message>(
    path: string,
    mailbox: MailboxOptions<Message>,
  ): ActorRef<Message> {
    if (this.#isStopped) {
      throw new Error(
        `Cannot reserve "${path}" as the system must not have ended: current value is "stopped"`,
      );
    }
    this.#checkFree(path);
    const cell = new ActorCell(this.#kernel, path, mailbox);
    this.#kernel.reserved.set(path, cell);
    return cell;
  }

  /** Returns the spec of a reserved ref, for the tree or for `addChild`. */
  actor<Message>(options: ActorOptions<Message>): ChildSpec<Message> {
    const { path } = options.ref;
    return {
      kind: "actor",
      id: path.slice(path.lastIndexOf("/") + 1),
      ...options,
    };
  }

  /**
   * Starts the tree, first child first, each one once the one before is running.
   *
   * @throws {Error} If a first start fails, the tree is not sound, or `stop()` came first. What was started is stopped.
   */
  async start(root: SupervisorSpec): Promise<void> {
    assert(
      this.#root === null && !this.#isStopped,
      `Cannot start "${root.id}" as a system starts once: current value is ${
        this.#isStopped ? "ended" : "started"
      }`,
    );
    const supervisor = new Supervisor({
      kernel: this.#kernel,
      spec: root,
      parent: {
        started: (child) => this.#onRoot({ kind: "started", child }),
        post: (event) => this.#onRoot(event),
      },
      path: root.id,
    });
    this.#root = supervisor;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#starting = { resolve, reject };
    supervisor.start();
    await this.#kernel.drive(promise);
  }

  /** Stops the tree, last child first. Resolves once it has ended, also when it had before. */
  async stop(): Promise<void> {
    if (this.#root === null) this.#ended();
    else if (!this.#isStopped) {
      this.#root.post({ kind: "stop", mode: { kind: "final" } });
    }
    await this.#kernel.drive(this.done);
  }

  /**
   * Adds a child as the last one of a running supervisor and starts it.
   *
   * @throws {Error} If the supervisor is not running, the spec is not sound, or the start fails: then it is not added.
   */
  async addChild(
    supervisorPath: string,
    spec: AnyChildSpec | SupervisorSpec,
  ): Promise<void> {
    const supervisor = this.#find(supervisorPath);
    assert(
      supervisor instanceof Supervisor,
      `Cannot add a child to "${supervisorPath}" as it must be a supervisor: current value is no such supervisor`,
    );
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    supervisor.post({ kind: "add", spec, answer: { resolve, reject } });
    await this.#kernel.drive(promise);
  }

  /**
   * Adds an actor as the last child of a running supervisor and starts it: the cheap way to add many at run time.
   *
   * Nobody waits for the start: one that fails is a failure like any other, restarted by its policy. An ended
   * `transient` actor stays in the tree until `removeChild()`; a `temporary` one leaves it.
   *
   * @param path Path of the supervisor, a slash, and an id of its own, such as `arena/traders/momentum`.
   * @throws {Error} If the supervisor is not running, or the path is taken.
   * @throws {RangeError} If a mailbox option, `shutdownMs` or `backoff` is outside its range.
   */
  spawn<Message>(
    path: string,
    options: SpawnOptions<Message>,
  ): ActorRef<Message> {
    const { supervisors, reserved } = this.#kernel;
    const supervisor = supervisors.get(parentOf(path));
    if (supervisor === undefined || path.endsWith("/")) {
      throw new Error(
        `Cannot spawn "${path}" as it must be a child of a supervisor: current value is no such supervisor`,
      );
    }
    if (reserved.size > 0 && reserved.has(path)) {
      throw new Error(
        `Cannot spawn "${path}" as its path must be free: current value is reserved`,
      );
    }
    return supervisor.spawn(path, options);
  }

  /**
   * Stops the child at `path` for good and takes it out of the tree.
   *
   * @throws {Error} If there is none, or it is the root.
   */
  async removeChild(path: string): Promise<void> {
    const supervisor = this.#kernel.supervisors.get(parentOf(path));
    assert(
      supervisor !== undefined,
      `Cannot remove "${path}" as it must be a child: current value is no such child`,
    );
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    supervisor.post({
      kind: "remove",
      id: path.slice(path.lastIndexOf("/") + 1),
      answer: { resolve, reject },
    });
    await this.#kernel.drive(promise);
  }

  /** Returns the tree as it is now: each supervisor before its children, in start order. */
  inspect(): readonly ActorInspection[] {
    const inspections: ActorInspection[] = [];
    this.#root?.inspect(inspections);
    return inspections;
  }

  /**
   * Resolves once nothing is runnable and no asynchronous start, handler or piped work is pending. Drains a
   * dispatcher that can be drained first, so when that is all there is to do it costs no turn of the event loop.
   *
   * It does not wait for time: timers, backoff and deadlines are not pending work. Piped work that waits for a
   * simulated clock needs somebody to advance it.
   */
  settled(): Promise<void> {
    return this.#kernel.settled();
  }

  /** Returns whether `settled()` would resolve at once. */
  isIdle(): boolean {
    return this.#kernel.isIdle();
  }

  /**
   * Runs actors synchronously until none is runnable, and returns the units of work done.
   *
   * @throws {TypeError} If the dispatcher cannot be drained synchronously, as the live one cannot.
   */
  runUntilIdle(): number {
    const { dispatcher } = this.#kernel;
    if (dispatcher.runUntilIdle === undefined) {
      throw new TypeError(
        "Cannot run until idle as the dispatcher must be drainable: current value is a live one",
      );
    }
    return dispatcher.runUntilIdle();
  }

  /** Makes the running actor at `path` fail as if its handler had thrown. Returns whether there was one. */
  injectFailure(path: string, error: Error): boolean {
    const child = this.#find(path);
    return child instanceof ActorLife && child.injectFailure(error);
  }

  #find(path: string): Child | undefined {
    const { supervisors } = this.#kernel;
    return supervisors.get(path) ??
      supervisors.get(parentOf(path))?.child(path);
  }

  #checkFree(path: string): void {
    const found = this.#find(path);
    const isAlive = found !== undefined && found.phase !== "ended";
    if (!isAlive && !this.#kernel.reserved.has(path)) return;
    throw new Error(
      `Cannot reserve "${path}" as its path must be free: current value is taken`,
    );
  }

  #onRoot(event: ChildEvent): void {
    if (event.kind === "started") {
      this.#starting?.resolve();
      this.#starting = null;
    } else if (event.kind === "failed" || event.kind === "start_failed") {
      this.#failure = event.error;
      this.#root?.post({ kind: "stop", mode: { kind: "final" } });
    } else if (event.kind === "stopped") this.#ended();
  }

  #ended(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    for (const cell of this.#kernel.reserved.values()) cell.close(null);
    this.#kernel.reserved.clear();
    this.#kernel.asks.close();
    const error = this.#failure;
    this.#starting?.reject(
      error ??
        new Error(
          'Cannot start as stop() must not come first: current value is "stopped"',
        ),
    );
    this.#starting = null;
    this.#end(
      error === null ? { reason: "stopped" } : { reason: "failed", error },
    );
  }
}

/** Returns the path of the supervisor of the node at `path`; empty for the root. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
