import { DOLLARS, setting, wholeNumber } from "./setting.ts";

/** When the web is asked about events, and what that may cost. */
export const SUMMARY_SETTINGS = {
  ARENA_SUMMARY_BUDGET: setting({
    ...DOLLARS,
    fallback: "1",
    meaning:
      "What all summaries of events may cost in one UTC day; no contestant pays for them.",
  }),
  ARENA_SUMMARY_LEAD_MS: setting({
    ...wholeNumber(0, 2_592_000_000),
    fallback: "3600000",
    meaning:
      "Milliseconds before its end under which an event is not summarized any more.",
  }),
  ARENA_SUMMARY_REFRESH_MS: setting({
    ...wholeNumber(60_000, 2_592_000_000),
    fallback: "21600000",
    meaning: "Milliseconds after which a summary is written anew.",
  }),
} as const;
