/** How much of everything a view holds at most; the oldest goes first. */
export const VIEW_LIMITS = {
  contestants: 64,
  /** Markets that still trade or await their result, soonest to close first. */
  openMarkets: 48,
  /** Markets with a result, newest first. */
  resolvedMarkets: 24,
  signals: 100,
  decisions: 50,
  orders: 100,
  fills: 100,
  /** Positions in perpetuals, the oldest first. */
  perpetualPositions: 200,
  settlements: 50,
  trades: 50,
  notices: 50,
  deadLetters: 50,
  /** Sessions of models, newest first. */
  sessions: 24,
  /** Messages of one session, the newest. */
  sessionMessages: 24,
  /** Characters of one message. */
  messageLength: 4_000,
  models: 64,
  summaries: 12,
  /** Events of the arena, the newest choices. */
  events: 48,
  /** Sources of one summary, those that it refers to first. */
  summarySources: 8,
  /** Moments of the equity chart; when full, every second one is dropped. */
  equityPoints: 600,
  actors: 256,
  /** Characters of a contestant's reason. */
  reasonLength: 240,
} as const;
