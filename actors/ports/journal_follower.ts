import { ArenaBooks } from "../../domain/fold.ts";
import type { JournalDraft, JournalRow } from "../../domain/journal.ts";
import type { ActorContext, EventBus } from "../../runtime/mod.ts";
import { appendRow } from "./journal_append.ts";
import { JournalCursor } from "./journal_cursor.ts";
import type { Journal } from "./journal.ts";
import type { JointReading } from "./joint_reading.ts";
import type { ArenaTopics } from "./topics.ts";

/** What the journal tells an actor that follows it. */
export type JournalMessage =
  | { readonly kind: "row_committed"; readonly row: JournalRow }
  | { readonly kind: "appended" }
  | { readonly kind: "append_failed"; readonly error: Error };

/** Where rows are read and appended, and where committed ones are published. */
export interface FollowedJournal {
  readonly journal: Journal;
  readonly bus: EventBus<ArenaTopics>;
  /** Shared by those that recover together. @default {each reads for itself} */
  readonly reading?: JointReading;
}

/** Returns empty books to fold the journal into, one with those of whoever recovers at the same time. */
export function openBooks({ reading }: FollowedJournal): ArenaBooks {
  return reading === undefined ? new ArenaBooks() : reading.books();
}

/** A row that is made now. */
export interface FreshDraft
  extends Pick<JournalDraft, "entry" | "causationId" | "correlationId"> {
  /** The venue's time, Unix milliseconds. @default {now} */
  readonly occurredAtMs?: number;
}

/**
 * The journal as one incarnation of an actor sees it: its state is a fold of the rows, and what it does
 * begins with a row of its own. Both reach the actor as a `JournalMessage`.
 */
export class JournalFollower {
  readonly #followed: FollowedJournal;
  readonly #context: ActorContext<JournalMessage>;
  readonly #cursor: JournalCursor;

  /** @param fold Takes each row once and in order. */
  constructor(
    followed: FollowedJournal,
    context: ActorContext<JournalMessage>,
    fold: (row: JournalRow) => void,
  ) {
    this.#followed = followed;
    this.#context = context;
    const { journal, reading } = followed;
    this.#cursor = new JournalCursor(journal, fold, reading);
  }

  /** Subscribes to rows, then folds those that are already there, so that none falls between the two. */
  async recover(): Promise<void> {
    this.#followed.bus.subscribe(
      "row_committed",
      this.#context.self,
      (row): JournalMessage => ({ kind: "row_committed", row }),
    );
    await this.#cursor.catchUp();
  }

  /**
   * Folds `row` unless it has been folded already.
   *
   * @returns Whether it was new.
   * @throws {RangeError} If rows between the last one and this one are missing.
   */
  accept(row: JournalRow): boolean {
    return this.#cursor.accept(row);
  }

  /** Appends a row without waiting for it: `row_committed` and `appended` follow, or `append_failed`. */
  append(
    { entry, causationId, correlationId, occurredAtMs }: FreshDraft,
  ): void {
    const recordedAtMs = this.#context.clock.nowMs();
    this.#context.pipeToSelf(
      appendRow(this.#followed.journal, {
        entry,
        causationId,
        correlationId,
        occurredAtMs: occurredAtMs ?? recordedAtMs,
        recordedAtMs,
      }),
      onAppended,
      onAppendFailed,
    );
  }
}

const APPENDED: JournalMessage = { kind: "appended" };

function onAppended(): JournalMessage {
  return APPENDED;
}

function onAppendFailed(error: Error): JournalMessage {
  return { kind: "append_failed", error };
}
