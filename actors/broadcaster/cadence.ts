/** How often the broadcaster speaks, in milliseconds. */
export interface Cadence {
  /** Between flushes of what nobody waits for: prices, standings, mailbox depths. */
  readonly flushMs: number;
  /** Between flushes of words of models, which are to be on the page within 200 ms. */
  readonly wordsFlushMs: number;
  /** Between flushes of what people wait for: fills, settlements, an actor's status. */
  readonly urgentFlushMs: number;
  /** Between inspections of the supervision tree. */
  readonly inspectMs: number;
}

/** What holds where nothing else is said. */
export const DEFAULT_CADENCE: Cadence = {
  flushMs: 100,
  wordsFlushMs: 40,
  urgentFlushMs: 20,
  inspectMs: 500,
};
