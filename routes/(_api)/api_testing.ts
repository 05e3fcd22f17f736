/**
 * An API with nothing behind it, for tests that put there what they ask about. Only tests import it.
 *
 * @module
 */
import { type ApiDependencies, createApi } from "./api.ts";
import { LatestBoards } from "./latest_boards.ts";
import { OrderTimings } from "./order_timings.ts";
import { SseHub } from "./sse_hub.ts";
import { INITIAL, ManualTimer } from "./sse_testing.ts";

/** Returns an API of which `given` is all there is; an error that a client would not see is thrown. */
export function apiOf(given: Partial<ApiDependencies>) {
  return createApi({
    hub: new SseHub({ timer: new ManualTimer(), initial: INITIAL }),
    site: () => new Response(""),
    nowMs: () => 0,
    journalHead: () => ({ sequence: 0, hash: "" }),
    history: () => null,
    decisions: () => null,
    calls: () => null,
    journal: () => null,
    adminToken: null,
    desk: () => null,
    chatModel: null,
    timings: new OrderTimings(),
    catalog: () => [],
    tasks: () => [],
    prices: () => null,
    boards: new LatestBoards(),
    crashActor: () => false,
    onError: (error) => {
      throw error;
    },
    ...given,
  });
}
