import type { Actor, ActorRef } from "./actor.ts";
import type { ActorCell } from "./actor_cell.ts";
import { type Agenda, createAgenda, type Stopping } from "./agenda.ts";
import { assertNever, toError } from "./assert.ts";
import type { BackoffOptions } from "./backoff.ts";
import {
  checkDown,
  type Child,
  type ChildPhase,
  type Parent,
  type StopMode,
} from "./child.ts";
import type { ActorBehavior, RestartPolicy } from "./child_spec.ts";
import { NEVER_STARTED } from "./child_record.ts";
import { ShutdownTimeoutError } from "./errors.ts";
import type { Incarnation, IncarnationHost } from "./incarnation.ts";
import { type ActorInspection, inspectCell } from "./inspection.ts";
import type { Kernel } from "./kernel.ts";
import { MadeActor } from "./made_actor.ts";
import { isThenable } from "./thenable.ts";

/**
 * One actor as its supervisor sees it: starts incarnations, ends them, and reports how they fare.
 *
 * It is also what an incarnation acts upon.
 */
export class ActorLife<Message> implements Child, IncarnationHost {
  readonly #cell: ActorCell<Message>;
  readonly #spec: ActorBehavior<Message>;
  readonly #parent: Parent;
  #phase: ChildPhase = "down";
  /** Made ahead of its start. */
  #made: MadeActor<Message> | null = null;
  #incarnation: Incarnation<Message> | null = null;
  #agenda: Agenda | null = null;
  #record = NEVER_STARTED;

  constructor(
    cell: ActorCell<Message>,
    spec: ActorBehavior<Message>,
    parent: Parent,
  ) {
    this.#cell = cell;
    this.#spec = spec;
    this.#parent = parent;
  }

  get path(): string {
    return this.#cell.path;
  }

  get #kernel(): Kernel {
    return this.#cell.kernel;
  }

  get ref(): ActorRef<never> {
    return this.#cell;
  }

  get restart(): RestartPolicy {
    return this.#spec.restart;
  }

  get backoff(): BackoffOptions | undefined {
    return this.#spec.backoff;
  }

  get phase(): ChildPhase {
    return this.#phase;
  }

  get #stopping(): Stopping | null {
    return this.#agenda === null ? null : this.#agenda.stopping;
  }

  get #isStartPending(): boolean {
    return this.#agenda !== null && this.#agenda.isStartPending;
  }

  /** Whether its handler returned a promise that is pending. */
  get #isAwaiting(): boolean {
    const { lanes } = this.#cell;
    return lanes !== null && lanes.awaited !== null;
  }

  get #wantsStop(): boolean {
    return this.#agenda !== null && this.#agenda.wantsStop;
  }

  /** Why it is down or has ended, if by a failure. */
  get crashError(): Error | null {
    return this.#record.crashError;
  }

  /** Number of the latest incarnation. */
  get starts(): number {
    return this.#record.starts;
  }

  make(): void {
    if (this.#spec.isMadeAhead !== true || this.#phase !== "down") return;
    this.#made ??= new MadeActor(this.#cell, this.starts + 1, this.#spec);
  }

  start(): void {
    checkDown(this);
    this.#phase = "starting";
    this.#record = this.#record.begin();
    const made = this.#made ??
      new MadeActor(this.#cell, this.starts, this.#spec);
    this.#made = null;
    const incarnation = this.#incarnation = made.incarnation;
    try {
      const started = made.recovered();
      if (isThenable(started)) this.#awaitStart(started, incarnation);
      else this.#started(started);
    } catch (thrown) {
      this.#startFailed(toError(thrown));
    }
  }

  stop(mode: StopMode): void {
    if (this.#stopping !== null) {
      if (mode.kind === "final") this.#stopping.mode = mode;
      return;
    }
    switch (this.#phase) {
      case "ended":
        return this.#parent.post({ kind: "stopped", child: this });
      case "down":
      case "crashed":
        return this.#finishStop(mode);
      case "starting":
      case "up":
      case "stopping":
        return this.#beginStop(mode);
      default:
        assertNever(this.#phase);
    }
  }

  /** Fails it as if its handler had thrown, if it is running. Returns whether it was. */
  injectFailure(error: Error): boolean {
    return this.#phase === "up" && this.fail(error);
  }

  fail(error: Error): boolean {
    if (this.#phase === "starting") {
      this.#startFailed(error);
      return true;
    }
    if (this.#phase !== "up" && this.#phase !== "stopping") return false;
    if (this.#cell.isRunning) { // Called by its own handler, which returns first.
      this.#plan().selfInflicted = error;
      this.#cell.suspend();
      return true;
    }
    this.#cell.abandonHandler();
    this.crashed(error);
    return true;
  }

  /** Takes the failure of a handler. */
  crashed(error: Error): void {
    this.#record = this.#record.fail(error);
    this.report(error);
    if (this.#agenda !== null) this.#agenda.selfInflicted = null;
    this.#cell.suspend();
    if (this.#stopping !== null) return this.#finishStop(this.#stopping.mode);
    this.#phase = "crashed";
    this.#parent.post({ kind: "failed", child: this, error });
  }

  /** Tells the system's owner about an error. */
  report(error: Error): void {
    this.#kernel.reportFailure(this.path, this.#record.starts, error);
  }

  /** Looks at what the handler asked for, and at a stop under way. */
  batchEnded(): void {
    const agenda = this.#agenda;
    if (agenda === null) return;
    if (agenda.selfInflicted !== null) this.fail(agenda.selfInflicted);
    if (agenda.wantsStop && !this.#isAwaiting) this.#exit();
    if (this.#stopping !== null) this.#continueStop(this.#stopping);
  }

  /** Counts asynchronous work of the current incarnation; returns the function that ends it. */
  beginWork(): () => void {
    const incarnation = this.#incarnation;
    incarnation?.workBegan();
    return () => incarnation?.workEnded();
  }

  /** Goes on after a handler whose promise was fulfilled. */
  handlerEnded(): void {
    const isEnding = this.#stopping !== null &&
      this.#stopping.mode.kind !== "final";
    const isFailing = (this.#agenda?.selfInflicted ?? null) !== null;
    if (isEnding || this.#wantsStop || isFailing) {
      this.#cell.poke();
    } else this.#cell.resume();
  }

  workDone(): void {
    if (this.#stopping !== null) this.#cell.poke();
  }

  stopSelf(): void {
    const agenda = this.#plan();
    agenda.wantsStop = true;
    if (agenda.stopping !== null) agenda.stopping.isOverdue = true; // It does not want to drain.
    if (this.#phase === "starting" || this.#isAwaiting) return;
    this.#cell.suspend();
    this.#cell.poke();
  }

  inspect(into: ActorInspection[]): void {
    const isStopFinal = this.#stopping?.mode.kind === "final";
    into.push({
      path: this.path,
      kind: "actor",
      ...this.#record.summarize(this.#phase, isStopFinal),
      ...inspectCell(this.#cell),
      workPending: this.#incarnation?.workPending ?? 0,
    });
  }

  #awaitStart(
    starting: PromiseLike<Actor<Message>>,
    incarnation: Incarnation<Message>,
  ): void {
    const agenda = this.#plan();
    agenda.isStartPending = true;
    incarnation.workBegan();
    starting.then(
      (actor) => {
        if (incarnation.isEnded) return; // Abandoned meanwhile.
        agenda.isStartPending = false;
        this.#started(actor);
        incarnation.workEnded();
      },
      (thrown) => {
        if (incarnation.isEnded) return this.report(toError(thrown));
        this.#startFailed(toError(thrown));
      },
    );
  }

  #started(actor: Actor<Message>): void {
    this.#cell.open(actor);
    if (this.#phase === "stopping") return this.#cell.poke(); // That run goes on with the stop.
    this.#phase = "up";
    this.#parent.started(this);
    if (this.#wantsStop) this.stopSelf();
  }

  #startFailed(error: Error): void {
    this.#record = this.#record.fail(error);
    this.report(error);
    this.#endIncarnation();
    if (this.#stopping !== null) return this.#finishStop(this.#stopping.mode);
    this.#phase = "down";
    this.#parent.post({ kind: "start_failed", child: this, error });
  }

  #exit(): void {
    if (this.#agenda !== null) this.#agenda.wantsStop = false;
    if (this.#phase !== "up") return;
    this.#cell.suspend();
    this.#phase = "crashed";
    this.#parent.post({ kind: "exited", child: this });
  }

  #beginStop(mode: StopMode): void {
    const { shutdownMs } = this.#spec;
    const stopping: Stopping = {
      mode,
      cancelTimer: null,
      isOverdue: shutdownMs === 0,
    };
    this.#plan().stopping = stopping;
    this.#phase = "stopping";
    this.#incarnation?.cancelTimers();
    if (mode.kind !== "final") this.#cell.suspend();
    if (stopping.isOverdue) return this.#abandon(stopping);
    this.#continueStop(stopping);
    if (this.#stopping !== stopping) return; // It had nothing to wait for, so it needs no timer.
    const overdue = () => this.#overdue(stopping);
    stopping.cancelTimer = this.#kernel.clock.setTimer(overdue, shutdownMs);
  }

  #continueStop({ mode, isOverdue }: Stopping): void {
    if (this.#isStartPending || this.#isAwaiting) return;
    if (mode.kind === "final" && !isOverdue) {
      if (this.#cell.hasWork) return this.#cell.resume();
      const isWorking = this.#incarnation !== null &&
        this.#incarnation.workPending > 0;
      if (isWorking && this.#spec.drain !== "messages") return;
    }
    this.#finishStop(mode);
  }

  #overdue(stopping: Stopping): void {
    stopping.isOverdue = true;
    if (this.#isStartPending || this.#isAwaiting) this.#abandon(stopping);
    else this.#cell.poke(); // Ends there, and not inside the clock's callback.
  }

  #abandon({ mode }: Stopping): void {
    if (this.#isStartPending || this.#isAwaiting) {
      this.report(new ShutdownTimeoutError(this.path, this.#spec.shutdownMs));
    }
    this.#cell.abandonHandler();
    this.#finishStop(mode);
  }

  #finishStop(mode: StopMode): void {
    this.#stopping?.cancelTimer?.();
    this.#agenda = null;
    this.#made?.incarnation.end();
    this.#made = null;
    if (this.#incarnation !== null) {
      this.#cell.runSignal(
        mode.kind === "restart"
          ? { kind: "pre_restart", error: mode.error }
          : { kind: "post_stop" },
      );
      this.#endIncarnation();
    }
    this.#phase = mode.kind === "final" ? "ended" : "down";
    if (mode.kind === "final") this.#cell.close(this.#record.crashError);
    this.#parent.post({ kind: "stopped", child: this });
  }

  #endIncarnation(): void {
    const stopping = this.#stopping; // Goes on without an incarnation.
    this.#agenda = null;
    if (stopping !== null) this.#plan().stopping = stopping;
    const incarnation = this.#incarnation;
    this.#incarnation = null;
    this.#cell.endIncarnation();
    incarnation?.end();
  }

  #plan(): Agenda {
    this.#agenda ??= createAgenda();
    return this.#agenda;
  }
}
