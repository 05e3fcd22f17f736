import { type Clock, pause } from "../../runtime/clock.ts";
import type { ClobAccount } from "./clob_account.ts";
import { HEARTBEAT } from "./facts.ts";

/** What heartbeats are sent with. */
export interface HeartbeatOptions {
  readonly account: ClobAccount;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Sends heartbeats until `signal` is aborted.
 *
 * Once they have begun, the venue cancels every order of the account when they stop: an arena that dies leaves
 * nothing resting behind.
 */
export async function keepAlive(
  { account, clock, onFailure }: HeartbeatOptions,
  signal: AbortSignal,
): Promise<void> {
  let id = "";
  while (!signal.aborted) {
    try {
      id = await account.heartbeat(id, signal);
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
    await pause(clock, HEARTBEAT.everyMs, signal);
  }
}
