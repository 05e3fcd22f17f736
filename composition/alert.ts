/** When an operator is alerted. Closed: the docs table is generated from it. */
export const ALERT_KINDS = {
  venue_degraded:
    "Too much of what the venue says is in a shape that is not known: nothing is traded on it.",
  venue_recovered: "What the venue says makes sense again.",
  trading_halted:
    "The arena is halted, whoever asked for it, or a season or contestant is, by the arena itself: a loss beyond its limit, journal and venue that differ, a venue that fails or refuses the account, a journal that was lost before the start.",
  trading_reduced: "The same, of who may only make positions smaller.",
  trading_resumed: "Whoever one of those was told of is active again.",
  operator_wanted:
    "An order that nobody knows the end of, or a result that is held, waits for an operator.",
  actors_given_up:
    "A supervisor gave its actors up after too many failures; the one above it starts them over.",
  journal_lost:
    "The journal cannot be written any more. The process ends, and the next one starts halted.",
  arena_ended: "The arena gave up, and its process ends.",
  alerts_left_out:
    "More was to be told than is sent in a minute, or than waits for a receiver: how much was left out, which only the log has.",
} as const;

/** Something that somebody should look at now, or that is over. */
export interface Alert {
  readonly kind: keyof typeof ALERT_KINDS;
  /** What it is about, such as `polymarket` or `The arena`: an alert that says the same of it is no news. */
  readonly subject: string;
  /** One sentence, for people. */
  readonly text: string;
}
