import pino from "pino";
import type { Settings } from "../config.ts";

/** Where the process reports what operators should know: JSON lines on stderr. */
export type Log = pino.Logger;

/** Returns a logger on stderr, which leaves stdout to results. */
export function createLog(level: Settings["ARENA_LOG_LEVEL"]): Log {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
