/**
 * Bugs that the harness can plant around the product, to prove that its checkers find them. None of them is in
 * product code.
 */
export const PLANTED_BUGS = [
  "double_booking",
  "resubmit_after_timeout",
  "lost_message_on_restart",
  "unbounded_mailbox",
  "mark_without_fee",
  "kill_switch_ignored",
  "settlement_reversed_twice",
  "season_concluded_twice",
  "hour_written_twice",
  "reset_keeps_a_position",
] as const;

export type PlantedBug = typeof PLANTED_BUGS[number];
