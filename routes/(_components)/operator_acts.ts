import type { ActRequest } from "../../domain/view_acts.ts";

/** What an act is about. */
export type ActField =
  | "season"
  | "contestant"
  | "whom"
  | "event"
  | "pending"
  | "market"
  | "replacement"
  | "held"
  | "order"
  | "amount";

/** What was picked or written for the fields of an act; empty where nothing was. */
export type ActWords = Readonly<Record<ActField, string>>;

/** What an operator may do. */
export interface OperatorAct {
  readonly id: string;
  readonly group:
    | "Seasons"
    | "Events"
    | "Trading"
    | "Orders"
    | "Settlements"
    | "Accounts";
  readonly title: string;
  /** What it leads to, in one sentence. */
  readonly consequence: string;
  readonly fields: readonly ActField[];
  /** The field that is typed once more, as nothing takes the act back; `null` where something does. */
  readonly retyped: ActField | null;
  readonly requestOf: (words: ActWords) => ActRequest;
}

/** How fields are asked for. What is free may be outside of the list, the others are picked from it. */
export const ACT_FIELDS: Readonly<
  Record<ActField, {
    readonly label: string;
    readonly isFree: boolean;
    /** What may be written. @default {anything} */
    readonly pattern?: string;
  }>
> = {
  season: { label: "Season", isFree: false },
  contestant: { label: "Contestant", isFree: false },
  whom: { label: "For whom", isFree: false },
  event: { label: "Event", isFree: false },
  pending: { label: "Which", isFree: false },
  market: { label: "Market, by its id", isFree: true },
  replacement: {
    label: "Market in its place, by its id; empty for the rule's next choice",
    isFree: true,
  },
  held: { label: "Market whose result is held", isFree: false },
  order: { label: "Order that nobody knows the end of", isFree: false },
  amount: {
    label: "Dollars, such as 250 or 12.50",
    isFree: true,
    pattern: String.raw`\d{1,12}(\.\d{1,6})?`,
  },
};

function post(
  path: string,
  body: ActRequest["body"] = {},
  reasonField: ActRequest["reasonField"] = "reason",
): ActRequest {
  return { method: "POST", path, body, reasonField };
}

function holdAct(
  action: "release" | "keep",
  title: string,
  consequence: string,
): OperatorAct {
  return {
    id: `settlement-${action}`,
    group: "Settlements",
    title,
    consequence,
    fields: ["held"],
    retyped: null,
    requestOf: ({ held }) =>
      post(`/admin/settlements/${encodeURIComponent(held)}`, { action }),
  };
}

function orderAct(
  action: "ask_again" | "cancel",
  title: string,
  consequence: string,
): OperatorAct {
  return {
    id: `order-${action}`,
    group: "Orders",
    title,
    consequence,
    fields: ["order"],
    retyped: null,
    requestOf: ({ order }) =>
      post(
        `/admin/dead-letters/${encodeURIComponent(order)}`,
        { action },
        "detail",
      ),
  };
}

function capitalAct(
  sign: "" | "-",
  title: string,
  consequence: string,
): OperatorAct {
  return {
    id: sign === "" ? "capital-deposit" : "capital-withdraw",
    group: "Accounts",
    title,
    consequence,
    fields: ["contestant", "amount"],
    retyped: "amount",
    requestOf: ({ contestant, amount }) => ({
      ...post("/admin/capital", {
        contestantId: contestant,
        amount: `${sign}${amount}`,
      }),
      isNamed: true,
    }),
  };
}

function seasonAct(
  name: "start" | "pause" | "resume" | "conclude",
  consequence: string,
): OperatorAct {
  return {
    id: `season-${name}`,
    group: "Seasons",
    title: `${name.charAt(0).toUpperCase()}${name.slice(1)} a season`,
    consequence,
    fields: ["season"],
    retyped: name === "conclude" ? "season" : null,
    requestOf: ({ season }) =>
      post(`/admin/seasons/${encodeURIComponent(season)}/${name}`),
  };
}

/** What `whom` says of the scope of a trading state. */
function scopeOf(whom: string): ActRequest["body"] {
  const [kind, ...rest] = whom.split(" ");
  const id = rest.join(" ");
  return {
    contestantId: kind === "contestant" ? id : null,
    seasonId: kind === "season" ? id : null,
  };
}

function tradingAct(
  { id, title, consequence, change }:
    & Pick<OperatorAct, "id" | "title" | "consequence">
    & { readonly change: ActRequest["body"] },
): OperatorAct {
  return {
    id,
    group: "Trading",
    title,
    consequence,
    fields: ["whom"],
    retyped: null,
    requestOf: ({ whom }) =>
      post("/admin/trading-state", { ...scopeOf(whom), ...change }, "detail"),
  };
}

/** Everything that the operators' page offers. */
export const OPERATOR_ACTS: readonly OperatorAct[] = [
  seasonAct("start", "It begins now, ahead of its date or without one."),
  seasonAct(
    "pause",
    "Nobody in it is woken, its open orders are canceled, and what is held stays held.",
  ),
  seasonAct("resume", "Those in it are woken again."),
  seasonAct(
    "conclude",
    "It is over for good: its boards are final, and what comes later moves no board.",
  ),
  {
    id: "events-select",
    group: "Events",
    title: "Select events",
    consequence: "As many are chosen now as by the calendar.",
    fields: [],
    retyped: null,
    requestOf: () => post("/admin/events/select"),
  },
  {
    id: "events-add",
    group: "Events",
    title: "Add an event",
    consequence: "This market is chosen, whenever it closes.",
    fields: ["market"],
    retyped: null,
    requestOf: ({ market }) =>
      post("/admin/events/manual", { marketId: market }),
  },
  {
    id: "events-swap",
    group: "Events",
    title: "Swap an event",
    consequence:
      "It takes no more sessions and another one comes in. What is held in it is paid when its market ends.",
    fields: ["event", "replacement"],
    retyped: null,
    requestOf: ({ event, replacement }) => ({
      method: "PUT",
      path: `/admin/events/${encodeURIComponent(event)}/swap`,
      body: replacement === "" ? {} : { replacementId: replacement },
      reasonField: "reason",
    }),
  },
  {
    id: "events-approve",
    group: "Events",
    title: "Approve pending events",
    consequence: "They are active at once, and every model is asked.",
    fields: ["pending"],
    retyped: null,
    requestOf: ({ pending }) =>
      post(
        "/admin/events/approve",
        pending === "" ? {} : { marketIds: [pending] },
      ),
  },
  tradingAct({
    id: "trading-pause",
    title: "Halt trading",
    consequence: "What rests is canceled, and nothing new passes.",
    change: { step: "pause" },
  }),
  tradingAct({
    id: "trading-reduce",
    title: "Only reduce positions",
    consequence: "Only orders pass that make a position smaller.",
    change: { step: "reduce" },
  }),
  tradingAct({
    id: "trading-flatten",
    title: "Sell everything",
    consequence: "All that is held is sold at the bid, then trading is halted.",
    change: { step: "flatten" },
  }),
  tradingAct({
    id: "trading-lift",
    title: "Let trade again",
    consequence: "Orders pass again as the limits allow.",
    change: { state: "active" },
  }),
  orderAct(
    "ask_again",
    "Ask the venue again",
    "The venue is asked about the order anew; its contestant waits until it is accounted for.",
  ),
  orderAct(
    "cancel",
    "Book an order as canceled",
    "It counts as canceled whatever the venue says: look there first.",
  ),
  holdAct(
    "release",
    "Release a held result",
    "What is due by the venue's result is paid.",
  ),
  holdAct(
    "keep",
    "Keep a result held",
    "Nothing is paid until it is released; the journal says that you looked.",
  ),
  capitalAct(
    "",
    "Deposit",
    "The account has so many dollars more; its return does not change by it.",
  ),
  capitalAct(
    "-",
    "Withdraw",
    "The account has so many dollars less; its return does not change by it. Halt it first: no order may count on the same cash.",
  ),
  {
    id: "account-reset",
    group: "Accounts",
    title: "Reset an account",
    consequence:
      "It is halted and brought back to its starting balance by corrections, which the boards mark for good. Refused until its open orders are canceled: ask again then.",
    fields: ["contestant"],
    retyped: "contestant",
    requestOf: ({ contestant }) =>
      post(`/admin/contestants/${encodeURIComponent(contestant)}/reset`),
  },
];
