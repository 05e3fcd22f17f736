import type { ActorRef } from "./actor.ts";
import { assertNever, toError } from "./assert.ts";
import type { BackoffOptions } from "./backoff.ts";
import {
  checkDown,
  type Child,
  type ChildPhase,
  type Parent,
  type StopMode,
} from "./child.ts";
import { type Answer, ChildList } from "./child_list.ts";
import { ChildSequence, type SequenceOwner } from "./child_sequence.ts";
import type {
  AnyChildSpec,
  RestartPolicy,
  SpawnOptions,
  SupervisorSpec,
} from "./child_spec.ts";
import { NEVER_STARTED } from "./child_record.ts";
import { UnexpectedStopError } from "./errors.ts";
import { EventQueue } from "./event_queue.ts";
import { type ActorInspection, WITHOUT_MAILBOX } from "./inspection.ts";
import type { Kernel } from "./kernel.ts";
import { notifyObserver } from "./observer.ts";
import {
  checkActive,
  checkId,
  createActor,
  isActive,
  placeActor,
} from "./placement.ts";
import { RestartWindow } from "./restart_window.ts";
import { Retries } from "./retries.ts";
import type {
  Group,
  SupervisorEvent,
  SupervisorOptions,
  Surrender,
} from "./supervisor_event.ts";

const FINAL: StopMode = { kind: "final" };

/**
 * Starts, restarts and stops a list of children, by OTP's rules. It does no work of the domain.
 *
 * - All that happens to it goes through its inbox, so a stop gets in between two restarts.
 * - Its children are one ordered list; where a child stands is the child's own `phase`, never a second flag here.
 */
export class Supervisor implements Child, Parent, SequenceOwner {
  readonly path: string;
  readonly restart: RestartPolicy = "permanent";
  readonly ref = null;
  readonly #kernel: Kernel;
  readonly #spec: SupervisorSpec;
  readonly #parent: Parent;
  readonly #window: RestartWindow;
  readonly #retries: Retries;
  readonly #inbox: EventQueue<SupervisorEvent>;
  readonly #children = new ChildList();
  readonly #sequence = new ChildSequence(this);
  #record = NEVER_STARTED;
  #phase: ChildPhase = "down";
  #stopMode: StopMode | null = null;
  #group: Group | null = null;
  #surrender: Surrender | null = null;
  /** The child whose start is on the stack of `spawn`. */
  #spawning: Child | null = null;

  /** @throws {Error} If the spec is not sound: an unknown or misplaced ref, an id used twice, a value out of range. */
  constructor({ kernel, spec, parent, path }: SupervisorOptions) {
    this.path = path;
    this.#kernel = kernel;
    this.#spec = spec;
    this.#parent = parent;
    const handle = (event: SupervisorEvent) => this.#handle(event);
    this.#inbox = new EventQueue(kernel.dispatcher, handle);
    this.#window = new RestartWindow(spec);
    this.#retries = new Retries(kernel.clock, kernel.random);
    for (const child of spec.children) this.#insert(child);
    kernel.supervisors.set(path, this);
  }

  get backoff(): BackoffOptions | undefined {
    return this.#spec.backoff;
  }

  get phase(): ChildPhase {
    return this.#phase;
  }

  /** Returns the direct child at `path`. */
  child(path: string): Child | undefined {
    return this.#children.get(path);
  }

  /** Adds an actor as the last child and starts it, at once unless others are being started; see `ActorSystem.spawn`. */
  spawn<Message>(
    path: string,
    options: SpawnOptions<Message>,
  ): ActorRef<Message> {
    checkActive(path, this.#phase);
    const place = { path, parent: this };
    const { ref, child } = createActor(this.#kernel, place, options);
    this.#children.append(child);
    if (this.#group !== null || this.#sequence.isStarting) return ref;
    this.#spawning = child;
    child.start();
    this.#spawning = null;
    return ref;
  }

  started(child: Child): void {
    if (child !== this.#spawning) this.post({ kind: "started", child }); // Nobody waits for a spawned one.
  }

  make(): void {
    for (const child of this.#children) child.make();
  }

  start(): void {
    checkDown(this);
    this.#phase = "starting";
    this.#record = this.#record.begin();
    this.#window.clear();
    this.make();
    this.#sequence.start(this.#children);
  }

  stop(mode: StopMode): void {
    if (this.#phase === "ended") {
      return this.#parent.post({ kind: "stopped", child: this });
    }
    if (this.#phase !== "stopping") return this.#stopAll(mode);
    const isLast = mode.kind === "final" || this.#surrender !== null;
    if (isLast) this.#stopMode = mode;
    this.#surrender = null; // Who stops it needs no report of its failure any more.
  }

  post(event: SupervisorEvent): void {
    this.#inbox.post(event);
  }

  inspect(into: ActorInspection[]): void {
    const isRestarting = this.#phase === "up" && this.#group !== null;
    const phase = isRestarting ? "crashed" : this.#phase;
    into.push({
      ...WITHOUT_MAILBOX,
      path: this.path,
      kind: "supervisor",
      ...this.#record.summarize(phase, this.#stopMode?.kind === "final"),
      mailboxDepth: this.#inbox.size,
      handled: this.#inbox.handled,
    });
    for (const child of this.#children) child.inspect(into);
  }

  stopModeOf(child: Child): StopMode {
    if (child.restart === "temporary") return { kind: "final" };
    if (this.#stopMode !== null) return this.#stopMode;
    return this.#group === null
      ? { kind: "hold" }
      : { kind: "restart", error: this.#group.error };
  }

  allStarted(): void {
    this.#group = null;
    if (this.#phase !== "starting") return;
    this.#phase = "up";
    this.#parent.post({ kind: "started", child: this });
  }

  allStopped(): void {
    const group = this.#group;
    if (group !== null) {
      group.phase = "waiting";
      const due = () => this.post({ kind: "group_due", group });
      return this.#retries.schedule(group.culprit, due);
    }
    const isFinal = this.#stopMode?.kind === "final";
    const children = this.#children.toArray();
    if (isFinal && children.some((child) => child.phase !== "ended")) {
      return this.#sequence.stop(children); // Some were only held before the stop became final.
    }
    this.#stopMode = null;
    const surrender = this.#surrender;
    this.#surrender = null;
    if (isFinal) this.#kernel.supervisors.delete(this.path);
    if (surrender === null) {
      this.#phase = isFinal ? "ended" : "down";
      this.#parent.post({ kind: "stopped", child: this });
    } else {
      this.#phase = surrender.kind === "failed" ? "crashed" : "down";
      this.#kernel.reportFailure(this.path, 0, surrender.error);
      this.#parent.post({ ...surrender, child: this });
    }
  }

  #handle(event: SupervisorEvent): void {
    switch (event.kind) {
      case "started":
        return this.#onStarted(event.child);
      case "start_failed":
        return this.#onStartFailed(event.child, event.error);
      case "failed":
        return this.#onFailed(event.child, event.error);
      case "exited":
        return this.#onExited(event.child);
      case "stopped":
        return this.#onStopped(event.child);
      case "stop":
        return this.stop(event.mode);
      case "restart_due":
        return this.#onRestartDue(event.child);
      case "group_due":
        return this.#onGroupDue(event.group);
      case "add":
        return this.#onAdd(event.spec, event.answer);
      case "remove":
        return this.#onRemove(event.id, event.answer);
      default:
        assertNever(event);
    }
  }

  #onStarted(child: Child): void {
    this.#retries.noteStarted(child);
    this.#children.startSettled(child);
    this.#sequence.startSettled(child);
  }

  #onStartFailed(child: Child, error: Error): void {
    if (!isActive(this.#phase) || child.phase !== "down") return;
    notifyObserver(this.#spec.observer, child, error);
    const isAnswered = this.#children.startSettled(child, error);
    const isKept = !isAnswered && child.restart !== "temporary";
    if (!isAnswered && this.#phase === "starting") return this.#giveUp(error);
    if (isKept) return this.#restart(child, error);
    child.stop(FINAL);
    this.#forget(child);
    this.#sequence.startSettled(child);
  }

  #onFailed(child: Child, error: Error): void {
    notifyObserver(this.#spec.observer, child, error);
    if (!isActive(this.#phase) || child.phase !== "crashed") return; // A stop has dealt with it.
    if (child.restart === "temporary") child.stop(FINAL);
    else this.#restart(child, error);
  }

  #onExited(child: Child): void {
    if (!isActive(this.#phase) || child.phase !== "crashed") return;
    if (child.restart !== "permanent") return child.stop(FINAL);
    this.#restart(child, new UnexpectedStopError(child.path));
  }

  #onStopped(child: Child): void {
    const isRemoved = this.#children.isBeingRemoved(child);
    if (isRemoved && child.phase !== "ended") return child.stop(FINAL);
    if (isRemoved || (child.restart === "temporary" && isActive(this.#phase))) {
      this.#forget(child);
    }
    this.#sequence.startSettled(child);
    this.#sequence.stopSettled(child);
  }

  #onRestartDue(child: Child): void {
    if (isActive(this.#phase) && child.phase === "down") child.start();
  }

  #onGroupDue(group: Group): void {
    if (!isActive(this.#phase) || this.#group !== group) return;
    group.phase = "starting";
    for (const child of this.#children.from(group.first)) child.make();
    this.#sequence.start(this.#children.from(group.first));
  }

  #onAdd(spec: AnyChildSpec | SupervisorSpec, answer: Answer): void {
    try {
      checkActive(`${this.path}/${spec.id}`, this.#phase);
      const child = this.#insert(spec);
      this.#children.awaitStart(child, answer);
      if (this.#group === null && !this.#sequence.isStarting) child.start();
    } catch (thrown) {
      answer.reject(toError(thrown));
    }
  }

  #onRemove(id: string, answer: Answer): void {
    const child = this.#children.get(`${this.path}/${id}`);
    if (child === undefined) return answer.resolve(); // It has left by itself.
    this.#retries.forget(child);
    this.#children.awaitEnd(child, answer);
    child.stop(FINAL);
  }

  #restart(child: Child, error: Error): void {
    if (!this.#window.tolerates(this.#kernel.clock.monotonicMs())) {
      return this.#giveUp(error);
    }
    if (this.#spec.strategy !== "one_for_one") {
      return this.#restartGroup(child, error);
    }
    if (child.phase === "crashed") child.stop({ kind: "restart", error });
    const due = () => this.post({ kind: "restart_due", child });
    this.#retries.schedule(child, due);
  }

  #restartGroup(culprit: Child, error: Error): void {
    const group = this.#group;
    const extended = group?.phase === "stopping" ? group.first : culprit;
    const members = this.#spec.strategy === "one_for_all"
      ? this.#children.toArray()
      : this.#children.fromEither(culprit, extended);
    this.#retries.cancelAll();
    const first = members[0] ?? culprit;
    this.#group = { first, culprit, error, phase: "stopping" };
    this.#sequence.stop(members);
  }

  #giveUp(error: Error): void {
    const kind = this.#phase === "starting" ? "start_failed" : "failed";
    this.#surrender = { kind, error };
    this.#record = this.#record.fail(error);
    this.#stopAll({ kind: "hold" });
  }

  #stopAll(mode: StopMode): void {
    this.#phase = "stopping";
    this.#stopMode = mode;
    this.#group = null;
    this.#retries.cancelAll();
    this.#children.rejectStarts();
    this.#sequence.stop(this.#children.toArray());
  }

  #insert(spec: AnyChildSpec | SupervisorSpec): Child {
    checkId(this.path, spec.id);
    const path = `${this.path}/${spec.id}`;
    const child = spec.kind === "actor"
      ? placeActor(this.#kernel, spec, this)
      : new Supervisor({ kernel: this.#kernel, spec, parent: this, path });
    this.#children.append(child);
    return child;
  }

  #forget(child: Child): void {
    this.#retries.forget(child);
    this.#children.remove(child);
  }
}
