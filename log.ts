import pino from "pino";

/** Where the process reports what operators should know: JSON lines on stderr. */
export type Log = pino.Logger;

/** Returns a logger on stderr, which leaves stdout to results. */
export function createLog(
  level: "debug" | "info" | "warn" | "error" | "silent",
): Log {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
