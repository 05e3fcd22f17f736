/** One line of the report. A `note` is missing without keeping the arena from running. */
export interface Finding {
  readonly status: "ok" | "note" | "fail";
  readonly item: string;
  readonly text: string;
}
