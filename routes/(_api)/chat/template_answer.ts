import { formatUsd, usd } from "../../../domain/money.ts";
import type {
  ArenaView,
  ContestantView,
  DecisionView,
  OrderView,
} from "../../../domain/view.ts";

/** What can be asked without a model, as visitors are told. */
const HELP =
  "Without a model I can say who leads, how a contestant stands, why it did what it did last, what is open, what was settled, what fees and models cost, and what state the arena is in.";

const LISTED_MAX = 5;
/** Controls and eight models are one board. */
const STANDINGS_MAX = 20;
const OPEN_ORDER = [
  "submitted",
  "accepted",
  "partially_filled",
  "pending_cancel",
];

/** One kind of question that sentences answer. */
interface Template {
  readonly asks: RegExp;
  /** Returns `null` where the question has not enough in it. */
  readonly answer: (view: ArenaView, question: Question) => string | null;
}

interface Question {
  /** The contestant it names, if any. */
  readonly contestant: ContestantView | null;
}

const TEMPLATES: readonly Template[] = [
  {
    asks: /\bwhy\b|\breason|\bthink/,
    answer: (view, { contestant }) =>
      contestant === null ? null : whyOf(view, contestant),
  },
  { asks: /\b(fees?|costs?|spen[dt]|inference)\b/, answer: costs },
  { asks: /\b(open|resting|working)\b/, answer: open },
  { asks: /\b(settle|resolve|pa(id|yout))/, answer: settled },
  {
    asks: /\b(halt|state|status|notice|problem|wrong|down|alive|trading\?)/,
    answer: stateOf,
  },
  {
    asks: /.*/,
    answer: (_view, { contestant }) =>
      contestant === null ? null : standingOf(contestant),
  },
  {
    asks: /\b(lead|leads|leader|leaderboard|winning|best|first|rank|standing)/,
    answer: leaders,
  },
];

/**
 * Answers a question with sentences that are filled in from the arena's own data.
 *
 * @param question Any text: it selects a sentence and is never repeated.
 */
export function templateAnswer(view: ArenaView, question: string): string {
  const asked = question.toLowerCase();
  const contestant = namedIn(view, asked);
  for (const { asks, answer } of TEMPLATES) {
    const text = asks.test(asked) ? answer(view, { contestant }) : null;
    if (text !== null) return text;
  }
  return HELP;
}

/** The longest name or id wins: "Model B mini" is not "Model B". */
function namedIn(
  { contestants }: ArenaView,
  asked: string,
): ContestantView | null {
  const named = contestants.flatMap((contestant) =>
    [contestant.name, contestant.id]
      .filter((name) => asked.includes(name.toLowerCase()))
      .map((name) => ({ contestant, length: name.length }))
  );
  named.sort((left, right) => right.length - left.length);
  return named[0]?.contestant ?? null;
}

/** Dollars and cents of a decimal text. */
function dollars(text: string): string {
  return formatUsd(usd(text));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? " is" : "s are"}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function standingOf(contestant: ContestantView): string {
  const { name, strategy, equity, fees, wins, losses, tradingDetail } =
    contestant;
  const state = tradingDetail === null
    ? "It may trade."
    : `It is ${contestant.tradingState}: ${tradingDetail}`;
  return `${name} (${strategy}) has ${dollars(equity)}, a return of ${
    percent(contestant.return)
  } after ${contestant.fills} fills and ${
    dollars(fees)
  } of fees; ${wins} positions ended with a gain and ${losses} with a loss. ${state}`;
}

function leaders({ contestants }: ArenaView): string {
  if (contestants.length === 0) return "Nobody is enrolled yet.";
  const rows = contestants.slice(0, STANDINGS_MAX).map((contestant, index) =>
    `${index + 1}. ${contestant.name}: ${dollars(contestant.equity)} (${
      percent(contestant.return)
    })`
  );
  return `By equity:\n${rows.join("\n")}`;
}

function whyOf(view: ArenaView, { id, name }: ContestantView): string {
  const own = view.decisions.filter(({ contestantId }) => contestantId === id);
  const newest = own.find(({ action }) => action.kind !== "hold") ?? own[0];
  if (newest === undefined) {
    return `${name} has no decision among the latest ones.`;
  }
  const order = view.orders.find(({ contestantId, marketId, offset }) =>
    contestantId === id && marketId === newest.marketId &&
    offset > newest.offset
  );
  const price = newest.marketProbability === null
    ? ""
    : `, against the market's ${percent(newest.marketProbability)}`;
  return `${name} ${
    actOf(newest)
  } in “${newest.marketTitle}” (journal row ${newest.offset}). It said: “${newest.reason}” Its probability of YES was ${
    percent(newest.probabilityYes)
  }${price}.${order === undefined ? "" : ` ${fateOf(order)}`}`;
}

function actOf({ action }: DecisionView): string {
  switch (action.kind) {
    case "hold":
      return "held";
    case "trade":
      return `wanted to ${action.side} ${action.quantity} ${action.outcome.toUpperCase()} at $${action.limit} or better`;
    case "cancel":
      return "took an order back";
    case "replace":
      return `moved an order to ${action.quantity} at $${action.limit}`;
  }
}

function fateOf(
  { status, denialCode, filledQuantity, quantity }: OrderView,
): string {
  const words = status.replaceAll("_", " ");
  return denialCode === null
    ? `The order is ${words}, ${filledQuantity} of ${quantity} filled.`
    : `Risk denied the order: ${
      denialCode.replaceAll("_", " ").toLowerCase()
    }.`;
}

function open(view: ArenaView, { contestant }: Question): string {
  const orders = view.orders.filter(({ status, contestantId }) =>
    OPEN_ORDER.includes(status) &&
    (contestant === null || contestantId === contestant.id)
  );
  const markets = view.markets.filter(({ phase }) => phase === "open");
  const invested = view.contestants
    .filter(({ id, positions }) =>
      Number(positions) !== 0 && (contestant === null || id === contestant.id)
    )
    .map(({ name, positions }) => `${name} ${dollars(positions)}`);
  return [
    `${counted(markets.length, "market")} open${
      listed(markets.map(({ title }) => `“${title}”`))
    }.`,
    `${counted(orders.length, "order")} on the way or resting${
      listed(orders.map(({ contestantName, quantity, outcome, limit }) =>
        `${contestantName} ${quantity} ${outcome.toUpperCase()} at $${limit}`
      ))
    }.`,
    invested.length === 0
      ? "Nobody holds a position."
      : `Positions at the bid: ${invested.join(", ")}.`,
  ].join("\n");
}

function settled({ settlements }: ArenaView): string {
  if (settlements.length === 0) return "No position was settled yet.";
  const rows = settlements.slice(0, LISTED_MAX).map((
    { contestantName, marketTitle, quantity, outcome, payout, profit },
  ) =>
    `${contestantName}: ${quantity} ${outcome.toUpperCase()} of “${marketTitle}” paid ${
      dollars(payout)
    }, a profit of ${dollars(profit)}`
  );
  return `The latest settlements:\n${rows.join("\n")}`;
}

function costs({ contestants }: ArenaView): string {
  const rows = contestants.map(({ name, fees, inferenceCost }) =>
    `${name}: ${dollars(fees)} of fees, ${dollars(inferenceCost)} for its model`
  );
  return rows.length === 0
    ? "Nobody is enrolled yet."
    : `Paid so far:\n${rows.join("\n")}`;
}

function stateOf({ phase, venue, controls, notices }: ArenaView): string {
  const [newest] = notices;
  return [
    `The arena is ${phase.name}: ${phase.sentence}`,
    `The venue is ${venue.status}. ${venue.reason}`,
    `Trading is ${controls.trading.state}.`,
    newest === undefined
      ? "There is no notice."
      : `Last notice: ${newest.sentence}`,
  ].join("\n");
}

function listed(items: readonly string[]): string {
  if (items.length === 0) return "";
  const more = items.length > LISTED_MAX
    ? ` and ${items.length - LISTED_MAX} more`
    : "";
  return `: ${items.slice(0, LISTED_MAX).join(", ")}${more}`;
}
