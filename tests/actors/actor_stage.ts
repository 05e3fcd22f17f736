import type { ArenaTopics } from "../../actors/ports/topics.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import {
  type ActorContext,
  type ActorRef,
  EventBus,
  type MailboxOptions,
  type StartActor,
  TestSystem,
} from "../../runtime/mod.ts";
import { HeldJournal } from "./held_journal.ts";

const PATH = "root/actor";

/** One actor with a journal, a bus and a simulated clock at 0, and nothing else around it. */
export class ActorStage<Message> {
  readonly journal: HeldJournal;
  readonly bus = new EventBus<ArenaTopics>();
  readonly test = new TestSystem();
  #ref: ActorRef<Message> | null = null;

  constructor(journal = new HeldJournal()) {
    this.journal = journal;
    journal.onCommit((row) => this.bus.publish("row_committed", row));
  }

  /** Starts the actor and waits until it has done what a start sets off. */
  async open(
    mailbox: MailboxOptions<Message>,
    start: (
      parts: Pick<ActorStage<Message>, "journal" | "bus">,
      context: ActorContext<Message>,
    ) => ReturnType<StartActor<Message>>,
  ): Promise<void> {
    const spec = this.test.actor<Message>(
      PATH,
      (context) => start(this, context),
      { mailbox, backoff: { minMs: 1, maxMs: 1 } },
    );
    this.#ref = spec.ref;
    await this.test.start([spec]);
    await this.settle();
  }

  /** What the actor failed with so far. */
  get failures(): readonly string[] {
    return this.test.failures.map(({ error }) => error.message);
  }

  /** Tells the actor `messages` and waits until they are dealt with. */
  async tell(...messages: readonly Message[]): Promise<void> {
    for (const message of messages) this.#ref?.tell(message);
    await this.settle();
  }

  /** Lets `ms` pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const { clock } = this.test;
    const toMs = clock.monotonicMs() + ms;
    for (
      let dueMs = clock.nextTimerAtMs();
      dueMs !== null && dueMs <= toMs;
      dueMs = clock.nextTimerAtMs()
    ) {
      clock.advanceTo(dueMs);
      await this.settle();
    }
    clock.advanceTo(toMs);
    await this.settle();
  }

  /** Commits the rows that wait and what follows from them. */
  async commit(): Promise<void> {
    this.journal.commit();
    await this.settle();
  }

  /** Crashes the actor and waits for its next incarnation. */
  async crash(): Promise<void> {
    this.test.system.injectFailure(PATH, new Error("Crashed by the test"));
    await this.settle();
    await this.advance(2);
  }

  /** Runs until nothing is left to do at this instant; promises that nobody resolves are left alone. */
  async settle(): Promise<void> {
    do {
      this.test.system.runUntilIdle();
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    } while (this.test.system.runUntilIdle() > 0);
  }

  async close(): Promise<void> {
    const stopped = this.test.system.stop();
    await this.advance(1_000);
    await stopped;
  }
}
