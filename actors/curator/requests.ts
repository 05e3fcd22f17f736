import {
  type ArenaEventEntry,
  operatorSelection,
} from "../../domain/arena_event.ts";
import type { MarketId } from "../../domain/ids.ts";
import { assertNever } from "../../runtime/mod.ts";
import type { CuratorOptions } from "./options.ts";
import { choiceOf, type Programme } from "./programme.ts";
import type { EventRequest, SignedEventRequest } from "./protocol.ts";

/** What a request goes by. */
export type RequestScene = Pick<CuratorOptions, "rule" | "count"> & {
  /** Unix milliseconds. */
  readonly nowMs: number;
};

/** The rows that a request leads to, or in one sentence why there are none. */
export type RequestVerdict =
  | { readonly kind: "allowed"; readonly rows: readonly ArenaEventEntry[] }
  | { readonly kind: "refused"; readonly reason: string };

type Asked<Kind extends EventRequest["kind"]> = Extract<
  SignedEventRequest,
  { readonly kind: Kind }
>;

/** Returns what an operator's request leads to by how the events stand. */
export function rowsOfRequest(
  programme: Programme,
  request: SignedEventRequest,
  scene: RequestScene,
): RequestVerdict {
  switch (request.kind) {
    case "select":
      return select(programme, request, scene);
    case "add":
      return add(programme, request, scene);
    case "swap":
      return swap(programme, request, scene);
    case "approve":
      return approve(programme, request);
    default:
      return assertNever(request);
  }
}

function select(
  programme: Programme,
  request: Asked<"select">,
  { rule, count, nowMs }: RequestScene,
): RequestVerdict {
  const selection = operatorSelection(nowMs);
  const markets = programme.select(rule, { selection, count, nowMs });
  if (markets.length === 0) {
    return refused(
      "No market that is open closes in time and is no event yet.",
    );
  }
  const { by, reason } = request;
  return allowed(markets.map((market) => ({
    kind: "event_selected",
    ...choiceOf(market, selection),
    by,
    reason,
  })));
}

/** An operator may choose what closes later than the rule would take. */
function add(
  programme: Programme,
  request: Asked<"add">,
  { rule, nowMs }: RequestScene,
): RequestVerdict {
  const { marketId, by, reason } = request;
  const market = programme.market(marketId);
  const anyTime = { ...rule, withinMs: Infinity };
  if (
    market === undefined || !programme.isCandidate(marketId, anyTime, nowMs)
  ) {
    return refused(whyNot(programme, marketId));
  }
  const selection = operatorSelection(nowMs);
  return allowed([{
    kind: "event_selected",
    ...choiceOf(market, selection),
    by,
    reason,
  }]);
}

function swap(
  programme: Programme,
  request: Asked<"swap">,
  { rule, nowMs }: RequestScene,
): RequestVerdict {
  const { marketId, by, reason } = request;
  const event = programme.event(marketId);
  if (event === undefined) return refused(`${marketId} is no event.`);
  if (event.state !== "pending" && event.state !== "active") {
    return refused(`${marketId} is ${event.state}.`);
  }
  const { selection } = event;
  const anyTime = { ...rule, withinMs: Infinity };
  const [chosen] = programme.select(rule, { selection, count: 1, nowMs });
  const id = request.replacementId ?? chosen?.id;
  if (id === undefined) {
    return refused(
      "No market that is open closes in time and is no event yet.",
    );
  }
  const market = programme.market(id);
  if (market === undefined || !programme.isCandidate(id, anyTime, nowMs)) {
    return refused(whyNot(programme, id));
  }
  const replacement = choiceOf(market, selection);
  return allowed([{
    kind: "event_swapped",
    marketId,
    replacement,
    by,
    reason,
  }]);
}

function approve(
  programme: Programme,
  { marketIds, by, reason }: Asked<"approve">,
): RequestVerdict {
  const pending = programme.pending.map(({ marketId }) => marketId);
  const wanted = marketIds ?? pending;
  const other = wanted.find((id) => !pending.includes(id));
  if (other !== undefined) {
    const state = programme.event(other)?.state ?? "no event";
    return refused(`${other} is ${state}.`);
  }
  if (wanted.length === 0) return refused("No event is pending.");
  return allowed([...new Set(wanted)].map((marketId) => ({
    kind: "event_activated",
    marketId,
    by,
    reason,
  })));
}

function whyNot(programme: Programme, id: MarketId): string {
  const event = programme.event(id);
  if (event !== undefined) return `${id} is an event already: ${event.state}.`;
  const market = programme.market(id);
  return market === undefined
    ? `${id} is no market that is not over.`
    : `${id} is ${market.phase}, or closes too soon.`;
}

function allowed(rows: readonly ArenaEventEntry[]): RequestVerdict {
  return { kind: "allowed", rows };
}

function refused(reason: string): RequestVerdict {
  return { kind: "refused", reason };
}
