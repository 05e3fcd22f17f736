import type { StopMode } from "./child.ts";
import type { CancelTimer } from "./clock.ts";

/** A stop under way. */
export interface Stopping {
  mode: StopMode;
  cancelTimer: CancelTimer | null;
  /** Whether `shutdownMs` is over. */
  isOverdue: boolean;
}

/** What an actor has still to see to besides messages. Created when first needed: most never have anything. */
export interface Agenda {
  stopping: Stopping | null;
  /** A failure that its own handler caused, for when that returns. */
  selfInflicted: Error | null;
  isStartPending: boolean;
  wantsStop: boolean;
}

/** Returns an agenda with nothing on it. */
export function createAgenda(): Agenda {
  return {
    stopping: null,
    selfInflicted: null,
    isStartPending: false,
    wantsStop: false,
  };
}
