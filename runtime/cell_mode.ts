// Modes of an actor: what a new message meets.

/** Queued to run, or running: it needs nothing more. */
export const AWAKE = 0;
/** Up with nothing to do: it wakes the actor. */
export const IDLE = 1;
/** Not up, or awaiting its handler: it waits. */
export const SUSPENDED = 2;
/** Ended: it is a dead letter. */
export const CLOSED = 3;

// Bits of a turn.

/** The dispatcher will run it. */
export const QUEUED = 1;
/** Its handler is on the stack. */
export const RUNNING = 2;
