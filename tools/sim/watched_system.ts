import {
  type Actor,
  type ActorContext,
  type ActorOptions,
  type ActorRef,
  ActorSystem,
  type ChildSpec,
  type MailboxOptions,
  type Random,
  SeededDispatcher,
} from "../../runtime/mod.ts";
import type { Dice } from "./dice.ts";
import { MessageLedger } from "./message_ledger.ts";
import { EXECUTOR_PATH } from "./kill_switch_watch.ts";
import type { ProcessClock } from "./process_clock.ts";
import type { ProcessWatch } from "./process_watch.ts";
import type { World } from "./world.ts";

/**
 * Mailboxes hold one of these shares of what they hold in production, so that a burst that fits in a run overflows
 * the smaller ones.
 */
const CAPACITY_DIVISORS = [64, 64, 64, 512];
const CAPACITY_MIN = 16;
/** What the planted mailbox has room for: nothing that a run sends fills it. */
const UNBOUNDED = 1_048_576;

/** What a watched system is made of. */
export interface WatchedSystemOptions {
  readonly world: World;
  readonly clock: ProcessClock;
  readonly random: Random;
  readonly dice: Dice;
  readonly watch: ProcessWatch;
  readonly onFailure: () => void;
}

/** The real actor system, with an eye on every message and a hand in every handler. */
export class WatchedSystem extends ActorSystem {
  readonly #options: WatchedSystemOptions;
  readonly #messages: MessageLedger;
  readonly #dispatcher: SeededDispatcher;
  readonly #bounds = new Map<string, number>();
  readonly #refs = new Map<string, ActorRef<unknown>>();
  readonly #capacityDivisor: number;
  #isStopped = false;

  constructor(options: WatchedSystemOptions) {
    const { clock, random, dice, onFailure } = options;
    const messages = new MessageLedger();
    const dispatcher = new SeededDispatcher(random.fork("dispatcher"), {
      quantum: dice.pick([1, 4, 64]),
      autoRun: false,
    });
    super({
      clock,
      random: random.fork("actors"),
      dispatcher,
      deadLetterCapacity: 0,
      onDeadLetter: ({ path, message }) => messages.ended(path, message),
      onFailure,
    });
    this.#options = options;
    this.#messages = messages;
    this.#dispatcher = dispatcher;
    this.#capacityDivisor = dice.pick(CAPACITY_DIVISORS);
  }

  /** Makes sure that whatever a dead process still does reaches nobody. */
  kill(): void {
    this.#isStopped = true;
  }

  /** Runs until nothing is runnable, one actor's turn at a time, and looks at every mailbox after each. Returns the turns. */
  turn(): number {
    let turns = 0;
    this.check();
    while (!this.#isStopped && this.#dispatcher.step()) {
      turns += 1;
      this.check();
    }
    return turns;
  }

  override reserve<Message>(
    path: string,
    mailbox: MailboxOptions<Message>,
  ): ActorRef<Message> {
    const bound = Math.max(
      CAPACITY_MIN,
      Math.floor(mailbox.capacity / this.#capacityDivisor),
    );
    this.#bounds.set(path, bound);
    const isUnbounded = this.#options.world.planted === "unbounded_mailbox";
    const ref = super.reserve(path, {
      ...mailbox,
      capacity: isUnbounded ? UNBOUNDED : bound,
    });
    const tell = ref.tell.bind(ref);
    this.#refs.set(path, ref as ActorRef<unknown>);
    return Object.assign(ref, {
      tell: (message: Message) => {
        this.#messages.told(path, message);
        this.#options.watch.told(path, message);
        tell(message);
      },
    });
  }

  override actor<Message>(options: ActorOptions<Message>): ChildSpec<Message> {
    const { start } = options;
    return super.actor({
      ...options,
      start: async (context) => this.#watched(context, await start(context)),
    });
  }

  /** Holds every mailbox to its bound and to what was sent. */
  check(): void {
    const { findings } = this.#options.world;
    for (const node of this.inspect()) {
      if (node.kind !== "actor") continue;
      const { path, mailboxDepth, conflated } = node;
      const bound = this.#bounds.get(path) ?? 0;
      findings.check(
        mailboxDepth <= bound,
        "no mailbox holds more than its bound",
        () => `${path} holds ${mailboxDepth} messages, its bound is ${bound}`,
      );
      const missing = this.#messages.unaccounted(path) - mailboxDepth -
        conflated;
      findings.check(
        missing === 0,
        "no message is lost",
        () => `${path} has not had ${missing} of the messages sent to it`,
      );
    }
  }

  #watched<Message>(
    context: ActorContext<Message>,
    actor: Actor<Message>,
  ): Actor<Message> {
    const { world, dice, watch } = this.#options;
    const { path } = context;
    const swallowed = world.planted === "lost_message_on_restart" &&
        context.incarnation > 1
      ? this.#messages.outstanding(path)
      : new Set<unknown>();
    const crash = () => {
      if (!dice.happens(world.faults.handlerCrash)) return;
      throw new Error(
        `Cannot go on as "${path}" must be left alone: current value is a crash of the simulation's`,
      );
    };
    return {
      recover: async () => {
        watch.starting(path);
        await actor.recover?.();
        watch.started(path);
      },
      receive: (message) => {
        if (this.#isStopped || swallowed.delete(message)) return;
        this.#messages.ended(path, message);
        crash();
        watch.handling(path);
        if (this.#passesBy(path, message)) return;
        actor.receive(message);
        watch.handled(path, message);
        crash();
      },
      signal: (signal) => actor.signal?.(signal),
    };
  }

  /** The planted bug: what a kill switch holds back goes on to the executor, unseen by risk. */
  #passesBy(path: string, message: unknown): boolean {
    const { world, watch } = this.#options;
    if (world.planted !== "kill_switch_ignored") return false;
    const order = watch.forbiddenIn(path, message);
    if (order === null) return false;
    this.#refs.get(EXECUTOR_PATH)?.tell({ kind: "submit_order", order });
    return true;
  }
}
