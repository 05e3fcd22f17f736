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
  /** Per order: the venue turns it down and may take it later. */
  readonly turnedDown: number;
  /** Per order: the venue turns it down for good. */
  readonly barred: number;
  /** Per cancel: no answer, whether it gets there or not. */
  readonly cancelTimeout: number;
  /** Per cancel: the venue does not take the order back. */
  readonly cancelRefused: number;
  /** Per report of a resting order: it never comes. */
  readonly lostReport: number;
  /** Per report of a resting order: it comes seconds later. */
  readonly lateReport: number;
  /** Per report of a resting order: it comes twice. */
  readonly duplicateReport: number;
  /** Per beat: somebody takes some order back. */
  readonly cancelRequest: number;
  /** Per report that an order is over before it was filled: some of its fills come only after that. */
  readonly lateFill: number;
  /** Per question for everything that the venue has of us: no answer. */
  readonly accountTimeout: number;
  /** Per beat and market that is over: the venue takes its result back. */
  readonly resolvedAnew: number;
  /** Per opinion: it is on what the contestant was shown some time ago, as a slow model's is. */
  readonly slowOpinion: number;
  /** Per call of a model: it fails. */
  readonly modelFault: number;
  /** Per call of a model: its reply is no answer. */
  readonly garbageReply: number;
  /** Per call of a model: it takes up to a minute. */
  readonly slowModel: number;
  /** Per call of a model: no answer until the client gives up. */
  readonly silentModel: number;
  /** Per beat: an operator restricts the arena or a contestant. */
  readonly killSwitch: number;
  /** Per beat: an operator deposits or withdraws. */
  readonly capitalMove: number;
  /** Per move of capital: the operator asks for it more than once. */
  readonly repeatedMove: number;
  /** Per beat: an operator has journal and venue compared. */
  readonly reconcileRequest: number;
  /** Per beat: an operator starts or concludes the season. */
  readonly seasonAct: number;
  /** Per beat: an operator resets an account. */
  readonly accountReset: number;
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
  turnedDown: 0.2,
  barred: 0.01,
  cancelTimeout: 0.4,
  cancelRefused: 0.3,
  lostReport: 0.3,
  lateReport: 0.3,
  duplicateReport: 0.3,
  cancelRequest: 0.2,
  lateFill: 0.5,
  accountTimeout: 0.5,
  resolvedAnew: 0.01,
  slowOpinion: 0.4,
  modelFault: 0.3,
  garbageReply: 0.4,
  slowModel: 0.5,
  silentModel: 0.1,
  killSwitch: 0.06,
  capitalMove: 0.1,
  repeatedMove: 0.6,
  reconcileRequest: 0.03,
  seasonAct: 0.02,
  accountReset: 0.03,
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
