import type { Dice } from "./dice.ts";

/** How likely each fault is, 0 to 1 per occasion. */
export interface FaultOptions {
  /** Per order: it is lost on its way, and so is every answer. */
  readonly timeoutBeforeAcceptance: number;
  /** Per order: the venue has it, or will have it within seconds, and its answer is lost. */
  readonly timeoutAfterAcceptance: number;
  /** Per order and question: the venue answers with an error that nobody vouches for. */
  readonly venueError: number;
  /** Per order and question: the answer takes seconds. */
  readonly slowAnswer: number;
  /** Per question about an order: no answer. */
  readonly queryTimeout: number;
  /** Per report with fills: one of them comes twice. */
  readonly duplicateFill: number;
  /** Per report with fills: they come in another order. */
  readonly reorderedFills: number;
  /** Per report with fills: some are left out, and the rest comes with a later report. */
  readonly partialReport: number;
  /** Per market event: it never comes. */
  readonly droppedEvent: number;
  /** Per market event: it comes seconds later, after what followed it. */
  readonly lateEvent: number;
  /** Per market event: it comes twice. */
  readonly duplicateEvent: number;
  /** Per market event: a frame that does not decode comes in its place. */
  readonly malformedFrame: number;
  /** Per beat: the connection stays open and silent for a while. */
  readonly frozenFeed: number;
  /** Per beat: the connection drops for a while. */
  readonly disconnect: number;
  /** Per beat: the market data ends with an error. */
  readonly feedError: number;
  /** Per beat: more trades at once than any mailbox holds. */
  readonly tradeBurst: number;
  /** Per question how a market resolved: no answer, or one that is out of date. */
  readonly resolutionError: number;
  /** Per opinion: it is no opinion at all. */
  readonly garbageOpinion: number;
  /** Per opinion: the model throws. */
  readonly modelError: number;
  /** Per group of rows: its commit takes seconds. */
  readonly slowCommit: number;
  /** Per group of rows: it is committed, and known to be only seconds later. */
  readonly ambiguousCommit: number;
  /** Per process that ends while rows are on their way: they get there later, when another process may write. */
  readonly lateCommit: number;
  /** Per row: the journal is full and takes nothing for up to a second. */
  readonly fullJournal: number;
  /** Per beat: the database is gone for good, as far as this process is concerned. */
  readonly databaseLoss: number;
  /** Per message: its handler throws, before or after it has done its work. */
  readonly handlerCrash: number;
  /** Per beat: some running actor fails between two messages. */
  readonly actorCrash: number;
  /** Per row: the process ends once the row is there and before anybody knows. */
  readonly crashAfterRow: number;
  /** Per beat: the process ends. */
  readonly processCrash: number;
  /** Per beat: the machine's clock jumps by up to ten minutes, either way. */
  readonly clockJump: number;
}

/** Each fault as often as it is at its most frequent. A seed has about half of them, each weaker than this. */
const STRONGEST: FaultOptions = {
  timeoutBeforeAcceptance: 0.2,
  timeoutAfterAcceptance: 0.3,
  venueError: 0.05,
  slowAnswer: 0.3,
  queryTimeout: 0.4,
  duplicateFill: 0.5,
  reorderedFills: 0.5,
  partialReport: 0.5,
  droppedEvent: 0.15,
  lateEvent: 0.15,
  duplicateEvent: 0.2,
  malformedFrame: 0.1,
  frozenFeed: 0.02,
  disconnect: 0.02,
  feedError: 0.01,
  tradeBurst: 0.02,
  resolutionError: 0.5,
  garbageOpinion: 0.3,
  modelError: 0.1,
  slowCommit: 0.1,
  ambiguousCommit: 0.1,
  lateCommit: 0.7,
  fullJournal: 0.005,
  databaseLoss: 0.003,
  handlerCrash: 0.001,
  actorCrash: 0.04,
  crashAfterRow: 0.02,
  processCrash: 0.03,
  clockJump: 0.02,
};

/** A world in which nothing goes wrong. */
export const NO_FAULTS: FaultOptions = scaled(() => 0);

/** Returns the faults of one seed, so that seeds differ in what goes wrong and not only in when. */
export function drawFaults(dice: Dice): FaultOptions {
  return scaled(() => dice.happens(0.5) ? dice.next() : 0);
}

function scaled(factor: () => number): FaultOptions {
  const faults: Record<keyof FaultOptions, number> = { ...STRONGEST };
  for (const name of Object.keys(STRONGEST) as (keyof FaultOptions)[]) {
    faults[name] *= factor();
  }
  return faults;
}
