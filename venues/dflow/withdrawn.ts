/** What there is to say when the metadata API is not served any more. */
export const WITHDRAWN =
  "dflow does not serve its prediction markets here: they may be withdrawn. Kalshi has the same markets: set ARENA_VENUE=kalshi";

const WITHDRAWN_STATUSES: readonly (number | null)[] = [403, 404, 410];

/** Whether an answer to a listing of markets means that there are none to be had. */
export function isDflowWithdrawn(status: number | null): boolean {
  return WITHDRAWN_STATUSES.includes(status);
}
