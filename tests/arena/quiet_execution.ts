import type { Execution } from "../../actors/ports/execution.ts";

/** What a venue does that takes nothing back and says nothing by itself. */
export const QUIET_EXECUTION: Pick<
  Execution,
  "cancel" | "account" | "onReport"
> = {
  cancel: () =>
    Promise.resolve({ status: "cancel_refused", reason: "It stays." }),
  account: () =>
    Promise.resolve({ openOrders: [], fills: [], positions: [], balances: [] }),
  onReport: () => () => {},
};
