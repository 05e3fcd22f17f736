import type {
  ActorContext,
  ActorRef,
  AskOptions,
  StartActor,
} from "./actor.ts";
import { afterEventLoopTurn, type Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import { TestProbe } from "./test_probe.ts";
import { TestSystem } from "./test_system.ts";

/** Something that an actor did. */
export type Effect<Message> =
  /** It told, offered or asked the probe of this name something. */
  | { readonly kind: "told"; readonly to: string; readonly message: unknown }
  /** It sent itself something for later. */
  | {
    readonly kind: "scheduled";
    readonly message: Message;
    readonly delayMs: number;
  }
  | { readonly kind: "stashed"; readonly message: Message }
  /** It asked to be stopped. */
  | { readonly kind: "stopped" }
  /** Its handler threw, or it could not start. The next message finds its next incarnation. */
  | { readonly kind: "failed"; readonly error: string };

/** Time that passes between two messages of a script. */
export class Pause {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** Lets `ms` (0 or more milliseconds) pass between two messages of a script; what falls due meanwhile happens. */
export function after(ms: number): Pause {
  return new Pause(ms);
}

/** Returns the probe of a name: the same one whenever it is asked for, also by a later incarnation. */
export type ProbeOf = <Message>(name: string) => ActorRef<Message>;

/** Starts the actor of a script, with probes in place of those that it talks to. */
export type ScriptedStart<Message> = (
  context: ActorContext<Message>,
  probe: ProbeOf,
) => ReturnType<StartActor<Message>>;

/**
 * Plays `messages` to an actor of its own, one after the other, and returns everything that it did, in order.
 *
 * - Nothing else runs: time stands still but for `after`, randomness is seeded, and no test waits.
 * - A message is over before the next one comes, together with what the actor piped to itself and what promises
 *   that resolve without time passing led to.
 * - A failure restarts the actor at once, however often, and is an effect like any other. A stop is for good.
 *
 * @example
 * ```ts
 * import { script } from "./mod.ts";
 *
 * const effects = await script<number>(
 *   (_context, probe) => ({ receive: (n) => probe<number>("doubled").tell(n * 2) }),
 *   [1, 2],
 * );
 * console.assert(effects.length === 2 && effects[1]?.kind === "told" && effects[1].message === 4);
 * ```
 */
export async function script<Message>(
  start: ScriptedStart<Message>,
  messages: readonly (Message | Pause)[],
): Promise<readonly Effect<Message>[]> {
  const effects: Effect<Message>[] = [];
  const record = (effect: Effect<Message>): void => void effects.push(effect);
  const probes = new Map<string, ScriptProbe<never>>();
  const probe: ProbeOf = <Told>(name: string) => {
    const known = probes.get(name) ?? new ScriptProbe<never>(name, record);
    probes.set(name, known);
    return known as unknown as ActorRef<Told>;
  };
  const test = new TestSystem();
  const spec = test.actor<Message>(
    "root/actor",
    (context) => start(new ScriptContext(context, record), probe),
    { restart: "transient", backoff: { minMs: 0, maxMs: 0 } },
  );
  const started = test.start([spec], { intensity: messages.length + 1 });
  const stage = new ScriptStage(test, record);
  await Promise.race([started, stage.settle()]);
  await started;
  for (const item of messages) {
    if (item instanceof Pause) await stage.pass(item.ms);
    else {
      spec.ref.tell(item);
      await stage.pass(0);
    }
  }
  const heard = effects.slice();
  const stopped = test.system.stop();
  await stage.pass(1_000);
  await stopped;
  return heard;
}

/** Runs the actor and its time. */
class ScriptStage {
  readonly #test: TestSystem;
  readonly #record: (effect: Effect<never>) => void;
  #failures = 0;

  constructor(test: TestSystem, record: (effect: Effect<never>) => void) {
    this.#test = test;
    this.#record = record;
  }

  /** Lets `ms` pass, timer by timer. */
  async pass(ms: number): Promise<void> {
    const { clock } = this.#test;
    const toMs = clock.monotonicMs() + ms;
    await this.settle();
    for (
      let dueMs = clock.nextTimerAtMs();
      dueMs !== null && dueMs <= toMs;
      dueMs = clock.nextTimerAtMs()
    ) {
      clock.advanceTo(dueMs);
      await this.settle();
    }
    clock.advanceTo(toMs);
  }

  /** Runs until nothing is left to do at this instant; promises that wait for something else are left alone. */
  async settle(): Promise<void> {
    const { system, failures } = this.#test;
    do {
      system.runUntilIdle();
      for (const { error } of failures.slice(this.#failures)) {
        this.#record({ kind: "failed", error: error.message });
      }
      this.#failures = failures.length;
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    } while (system.runUntilIdle() > 0);
  }
}

class ScriptProbe<Message> extends TestProbe<Message> {
  readonly #record: (effect: Effect<never>) => void;

  constructor(name: string, record: (effect: Effect<never>) => void) {
    super({ path: name });
    this.#record = record;
  }

  override tell(message: Message): void {
    this.#record({ kind: "told", to: this.path, message });
    super.tell(message);
  }

  override offer(message: Message): Promise<void> {
    this.#record({ kind: "told", to: this.path, message });
    return super.offer(message);
  }

  override ask<Reply>(
    request: (replyTo: ActorRef<Reply>) => Message,
    options: AskOptions,
  ): Promise<Reply> {
    return super.ask<Reply>((replyTo) => {
      const message = request(replyTo);
      this.#record({ kind: "told", to: this.path, message });
      return message;
    }, options);
  }
}

/** The context of the real incarnation, with an ear at what an actor does to itself. */
class ScriptContext<Message> implements ActorContext<Message> {
  readonly #context: ActorContext<Message>;
  readonly #record: (effect: Effect<Message>) => void;

  constructor(
    context: ActorContext<Message>,
    record: (effect: Effect<Message>) => void,
  ) {
    this.#context = context;
    this.#record = record;
  }

  get self(): ActorRef<Message> {
    return this.#context.self;
  }

  get path(): string {
    return this.#context.path;
  }

  get incarnation(): number {
    return this.#context.incarnation;
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  get random(): Random {
    return this.#context.random;
  }

  get abortSignal(): AbortSignal {
    return this.#context.abortSignal;
  }

  pipeToSelf<Value>(
    work: Promise<Value>,
    onValue: (value: Value) => Message,
    onError: (error: Error) => Message,
  ): void {
    this.#context.pipeToSelf(work, onValue, onError);
  }

  schedule(message: Message, delayMs: number): () => void {
    this.#record({ kind: "scheduled", message, delayMs });
    return this.#context.schedule(message, delayMs);
  }

  bind<Other>(ref: ActorRef<Other>): ActorRef<Other> {
    return this.#context.bind(ref);
  }

  watch(ref: ActorRef<never>): void {
    this.#context.watch(ref);
  }

  unwatch(ref: ActorRef<never>): void {
    this.#context.unwatch(ref);
  }

  stash(message: Message): void {
    this.#record({ kind: "stashed", message });
    this.#context.stash(message);
  }

  unstashAll(): void {
    this.#context.unstashAll();
  }

  stop(): void {
    this.#record({ kind: "stopped" });
    this.#context.stop();
  }
}
