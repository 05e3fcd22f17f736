import type { ActRequest, ActSubjects } from "../../domain/view_acts.ts";

/** What an act is about. */
export type ActField =
  | "season"
  | "contestant"
  | "whom"
  | "event"
  | "pending"
  | "market"
  | "replacement";

/** What was picked or written for the fields of an act; empty where nothing was. */
export type ActWords = Readonly<Record<ActField, string>>;

/** What an operator may do. */
export interface OperatorAct {
  readonly id: string;
  readonly group: "Seasons" | "Events" | "Trading" | "Settlements" | "Accounts";
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
  Record<ActField, { readonly label: string; readonly isFree: boolean }>
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
    fields: ["market"],
    retyped: null,
    requestOf: ({ market }) =>
      post(`/admin/settlements/${encodeURIComponent(market)}`, { action }),
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

/** One thing that may be picked. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Returns what may be picked for each field. */
export function choicesOf(
  { seasons, events, contestants, markets }: ActSubjects,
): Readonly<Record<ActField, readonly Choice[]>> {
  const ofSeasons = seasons.map(({ id, name, status }) => ({
    value: id,
    label: `${name} (${status})`,
  }));
  const ofContestants = contestants.map(({ id, name }) => ({
    value: id,
    label: id === name ? id : `${name} (${id})`,
  }));
  const ofMarkets = markets.map(({ id, title }) => ({
    value: id,
    label: title,
  }));
  const eventChoice = ({ id, title }: ActSubjects["events"][number]) => ({
    value: id,
    label: title,
  });
  const prefixed = (kind: string) => ({ value, label }: Choice) => ({
    value: `${kind} ${value}`,
    label,
  });
  return {
    season: ofSeasons,
    contestant: ofContestants,
    whom: [
      { value: "arena", label: "The whole arena" },
      ...ofSeasons.map(prefixed("season")),
      ...ofContestants.map(prefixed("contestant")),
    ],
    event: events.filter(({ state }) =>
      state === "pending" || state === "active"
    ).map(eventChoice),
    pending: [
      { value: "", label: "All that are pending" },
      ...events.filter(({ state }) => state === "pending").map(eventChoice),
    ],
    market: ofMarkets,
    replacement: ofMarkets,
  };
}
