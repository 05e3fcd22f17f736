import type { ActSubjects, StrandedOrder } from "../../domain/view_acts.ts";
import { contracts } from "./format.ts";
import type { ActField } from "./operator_acts.ts";

/** One thing that may be picked. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Returns what may be picked for each field. */
export function choicesOf(
  { seasons, events, contestants, markets, held, stranded }: ActSubjects,
): Readonly<Record<ActField, readonly Choice[]>> {
  const ofSeasons = seasons.map(({ id, name, status }) => ({
    value: id,
    label: `${name} (${status})`,
  }));
  const ofContestants = contestants.map(({ id, name }) => ({
    value: id,
    label: id === name ? id : `${name} (${id})`,
  }));
  const titled = ({ id, title }: ActSubjects["markets"][number]) => ({
    value: id,
    label: title,
  });
  const ofMarkets = markets.map(titled);
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
    ).map(titled),
    pending: [
      { value: "", label: "All that are pending" },
      ...events.filter(({ state }) => state === "pending").map(titled),
    ],
    market: ofMarkets,
    replacement: ofMarkets,
    held: held.map(titled),
    order: stranded.map((letter) => ({
      value: letter.orderId,
      label: nameOf(letter),
    })),
    amount: [],
  };
}

/** Names an order by what is known of it: `Momentum, buy 10 YES of Will A happen? (o_1)`. */
export function nameOf({ orderId, order }: StrandedOrder): string {
  if (order === null) return orderId;
  const { contestantName, side, quantity, outcome, marketTitle } = order;
  return `${contestantName}, ${side} ${
    contracts(quantity)
  } ${outcome.toUpperCase()} of ${marketTitle} (${orderId})`;
}
