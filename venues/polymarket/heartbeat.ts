import { type Clock, pause } from "../../runtime/clock.ts";
import type { ClobAccount } from "./clob_account.ts";
import { HEARTBEAT } from "./facts.ts";

/** What heartbeats are sent with. */
export interface HeartbeatOptions {
  readonly account: Pick<ClobAccount, "heartbeat">;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/** Before the heartbeat that follows on a lost one, in milliseconds. */
const AGAIN_MS = 500;

/**
 * Sends heartbeats until `signal` is aborted.
 *
 * Once they have begun, the venue cancels every order of the account when they stop: an arena that dies leaves
 * nothing resting behind. One that is lost, or waits for its answer for too long, is followed by another one in
 * time.
 */
export async function keepAlive(
  options: HeartbeatOptions,
  signal: AbortSignal,
): Promise<void> {
  const { clock, onFailure } = options;
  let id = "";
  let lost = 0;
  while (!signal.aborted) {
    const sentAtMs = clock.monotonicMs();
    try {
      id = await beat(id, options, signal);
      lost = 0;
    } catch (error) {
      lost += 1;
      if (!signal.aborted) onFailure(error);
    }
    const tookMs = clock.monotonicMs() - sentAtMs;
    const waitMs = lost === 1 ? AGAIN_MS : HEARTBEAT.everyMs - tookMs;
    await pause(clock, Math.max(AGAIN_MS, waitMs), signal);
  }
}

async function beat(
  id: string,
  { account, clock }: HeartbeatOptions,
  signal: AbortSignal,
): Promise<string> {
  const late = new AbortController();
  const { answersWithinMs } = HEARTBEAT;
  const cancelTimer = clock.setTimer(
    () =>
      late.abort(
        new RangeError(
          `Cannot keep orders alive as polymarket must answer a heartbeat within ${answersWithinMs} ms: current value is no answer`,
        ),
      ),
    answersWithinMs,
  );
  try {
    return await account.heartbeat(
      id,
      AbortSignal.any([signal, late.signal]),
    );
  } finally {
    cancelTimer();
  }
}
