import type { Journal } from "../../actors/ports/journal.ts";
import {
  JournalClosedError,
  JournalFencedError,
  JournalFullError,
} from "../../db/journal_errors.ts";
import { checkDraft, checkPage } from "../../db/journal_input.ts";
import { chainRow } from "../../domain/journal_chain.ts";
import {
  type EquityMark,
  GENESIS_HEAD,
  type JournalDraft,
  type JournalEntry,
  type JournalHead,
  type JournalRow,
} from "../../domain/journal.ts";
import { add } from "../../domain/money.ts";
import type { Dice } from "./dice.ts";
import type { PlantedBug } from "./planted_bugs.ts";
import type { ProcessClock } from "./process_clock.ts";
import type { ProcessWatch } from "./process_watch.ts";
import type { World } from "./world.ts";

interface WaitingRow {
  readonly row: JournalRow;
  readonly resolve: (row: JournalRow) => void;
  readonly reject: (error: Error) => void;
}

/** What a process's journal is made of. */
export interface ProcessJournalOptions {
  readonly world: World;
  readonly clock: ProcessClock;
  readonly dice: Dice;
  readonly watch: ProcessWatch;
  /** Ends the process, in the middle of whatever it does. */
  readonly onCrash: () => void;
  /** Hears that this journal takes nothing any more. */
  readonly onFailure: (error: Error) => void;
}

/**
 * One process's way to the journal's disk, with the semantics of the one in a database: rows get their place when
 * they are appended, groups commit in order, a lost answer delays a group and never repeats it, and what a dead
 * process still waited for is on the disk or not.
 */
export class ProcessJournal implements Journal {
  readonly #options: ProcessJournalOptions;
  readonly #listeners = new Set<(row: JournalRow) => void>();
  #waiting: WaitingRow[] = [];
  #underWay: readonly WaitingRow[] | null = null;
  /** Whether the group under way is on the disk already. */
  #isWritten = false;
  #head: JournalHead;
  #tip: JournalHead;
  #fullUntilMs = 0;
  #failure: Error | null = null;
  #isStopped = false;

  constructor(options: ProcessJournalOptions) {
    this.#options = options;
    this.#head = options.world.disk.rows.at(-1) ?? GENESIS_HEAD;
    this.#tip = this.#head;
  }

  /** Whether it takes nothing any more. */
  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Whether rows wait for their commit. */
  get isBusy(): boolean {
    return this.#underWay !== null || this.#waiting.length > 0;
  }

  append(draft: JournalDraft): Promise<JournalRow> {
    const { world } = this.#options;
    if (isBookedTwice(draft.entry, world.planted)) this.#enqueue(draft);
    switch (world.planted) {
      case "mark_without_fee":
        return this.#enqueue(this.#withoutFees(draft));
      case "reset_keeps_a_position":
        return this.#enqueue(keptPosition(draft));
      default:
        return this.#enqueue(draft);
    }
  }

  async read(after: number, limit: number): Promise<readonly JournalRow[]> {
    checkPage(after, limit);
    const { world, dice } = this.#options;
    if (dice.happens(world.faults.slowCommit)) {
      await world.pause(dice.between(10, 3_000));
    }
    return world.disk.rows.slice(after, after + limit);
  }

  head(): JournalHead {
    return { sequence: this.#head.sequence, hash: this.#head.hash };
  }

  onCommit(listener: (row: JournalRow) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Commits what waits, as far as the database does that now. Returns whether anything was under way. */
  pump(): boolean {
    if (
      this.#isStopped || this.#underWay !== null || this.#waiting.length === 0
    ) return false;
    const { world: { faults }, dice, clock } = this.#options;
    const group = this.#waiting;
    this.#waiting = [];
    this.#underWay = group;
    this.#isWritten = false;
    if (dice.happens(faults.slowCommit)) {
      clock.setTimer(
        () => this.#write(group) && this.#acknowledge(group),
        dice.between(10, 12_000),
      );
    } else if (!this.#write(group)) return true;
    else if (dice.happens(faults.ambiguousCommit)) {
      clock.setTimer(() => this.#acknowledge(group), dice.between(10, 12_000));
    } else this.#acknowledge(group);
    return true;
  }

  /** Loses the database for good: what waits is refused, and so is whatever comes. */
  fail(error: Error): void {
    if (this.#failure !== null) return;
    const { watch, onFailure } = this.#options;
    this.#failure = error;
    const refused = [
      ...(this.#isWritten ? [] : this.#underWay ?? []),
      ...this.#waiting.splice(0),
    ];
    for (const { row, reject } of refused) {
      watch.refused(row.entry);
      reject(error);
    }
    onFailure(error);
  }

  /** Whether rows that this process does not know of have come to the disk: all that it writes will be refused. */
  get isFenced(): boolean {
    return this.#underWay === null &&
      this.#head.sequence !== this.#options.world.disk.rows.length;
  }

  /** Ends with the process. A group that was on its way to the disk gets there or not, now or when others write there. */
  stop(): void {
    this.#isStopped = true;
    const { dice, world } = this.#options;
    const group = this.#underWay;
    if (group === null || this.#isWritten || this.#failure !== null) return;
    if (dice.happens(world.faults.lateCommit)) {
      world.clock.setTimer(() => {
        if (world.faults.lateCommit > 0) this.#leave(group);
      }, dice.between(1, 8_000));
    } else if (dice.happens(0.5)) this.#leave(group);
  }

  /** Writes what a dead process left behind, unless another has written since. */
  #leave(group: readonly WaitingRow[]): void {
    const { disk } = this.#options.world;
    if (!follows(group, disk.rows)) return;
    for (const { row } of group) disk.onCommitted(row);
  }

  #enqueue(draft: JournalDraft): Promise<JournalRow> {
    if (this.#isStopped) return new Promise(() => {});
    return Promise.try(() => {
      const refusal = this.#failure ?? (this.#isFull() ? full() : null);
      if (refusal !== null) {
        this.#options.watch.refused(draft.entry);
        throw refusal;
      }
      checkDraft(draft);
      const { row } = chainRow(this.#tip, draft);
      this.#tip = row;
      this.#options.watch.appended(draft.entry);
      return new Promise<JournalRow>((resolve, reject) =>
        this.#waiting.push({ row, resolve, reject })
      );
    });
  }

  /** A full journal stays full for a moment: what is refused is all that comes, never one row out of the middle. */
  #isFull(): boolean {
    const { world: { faults, clock }, dice } = this.#options;
    if (dice.happens(faults.fullJournal)) {
      this.#fullUntilMs = clock.nowMs() + dice.between(1, 1_000);
    }
    return clock.nowMs() < this.#fullUntilMs;
  }

  /** Returns `false` if the process ended on the way. */
  #write(group: readonly WaitingRow[]): boolean {
    const { world: { disk, faults }, dice, onCrash } = this.#options;
    if (this.#failure !== null) return false;
    if (!follows(group, disk.rows)) {
      this.fail(fenced());
      return false;
    }
    this.#isWritten = true;
    for (const { row } of group) {
      disk.onCommitted(row);
      if (!dice.happens(faults.crashAfterRow)) continue;
      onCrash();
      return false;
    }
    return true;
  }

  #acknowledge(group: readonly WaitingRow[]): void {
    this.#underWay = null;
    for (const { row, resolve } of group) {
      this.#head = row;
      for (const listener of this.#listeners) listener(row);
      resolve(row);
    }
  }

  /** The planted bug: marks that forget what was paid in fees. */
  #withoutFees(draft: JournalDraft): JournalDraft {
    const { entry } = draft;
    if (entry.kind !== "equity_marked") return draft;
    const { contestants } = this.#options.world.disk.books;
    const marks = entry.marks.map((mark): EquityMark => {
      const fees = contestants.get(mark.contestantId)?.feesPaid;
      return fees === undefined ? mark : {
        ...mark,
        cash: add(mark.cash, fees),
        equity: add(mark.equity, fees),
      };
    });
    return { ...draft, entry: { ...entry, marks } };
  }
}

/** What the planted bugs write twice. */
const WRITTEN_TWICE: ReadonlyMap<PlantedBug, JournalEntry["kind"]> = new Map([
  ["double_booking", "order_filled"],
  ["settlement_reversed_twice", "settlement_reversed"],
  ["season_concluded_twice", "season_concluded"],
  ["hour_written_twice", "boards_snapshotted"],
]);

function isBookedTwice(
  { kind }: JournalEntry,
  planted: PlantedBug | null,
): boolean {
  return planted !== null && WRITTEN_TWICE.get(planted) === kind;
}

/** The planted bug: a reset that leaves the first position where it is. */
function keptPosition(draft: JournalDraft): JournalDraft {
  const { entry } = draft;
  if (entry.kind !== "account_reset") return draft;
  return { ...draft, entry: { ...entry, positions: entry.positions.slice(1) } };
}

/** Whether `group` goes where the next row goes: the key of the table refuses any other. */
function follows(
  group: readonly WaitingRow[],
  rows: readonly JournalRow[],
): boolean {
  return group[0]?.row.sequence === rows.length + 1;
}

function full(): Error {
  return new JournalFullError(
    "Cannot append as fewer rows must wait for their commit: current value is the simulation's",
  );
}

function fenced(): Error {
  return new JournalFencedError(
    "Cannot append as this process must be the only writer: current value is a row by another one",
  );
}

/** What every append of a process without a database comes to. */
export function databaseLost(): Error {
  return new JournalClosedError(
    "Cannot append as the database must be there: current value is gone for good",
  );
}
