import type { MarketSnapshot } from "../../../domain/snapshot.ts";
import type { SessionSubject } from "./session_subject.ts";
import type { UntrustedTexts } from "./untrusted.ts";

/** Points of the price history that a model is shown without asking. */
const HISTORY_SHOWN = 20;
/** Levels of the book that a model is shown without asking. */
const LEVELS_SHOWN = 3;

/**
 * Returns the first message of a session. What is the same for every model of the round comes first, so that it is
 * the same text and can be cached; the contestant's own account comes last.
 */
export function openingText(
  { snapshot, marketId, account }: SessionSubject,
  texts: UntrustedTexts,
): string {
  const market = snapshot.markets.find(({ id }) => id === marketId);
  const cause = snapshot.signal === null
    ? "A round."
    : `A signal: ${snapshot.signal.type} in ${snapshot.signal.ticker}.`;
  const others = snapshot.markets.filter(({ id }) => id !== marketId).length;
  return [
    `Snapshot ${snapshot.id}, taken at ${snapshot.takenAtMs}. ${cause} ${others} other markets are open.`,
    `The market of this session:\n${
      texts.wrap("venue", JSON.stringify(market && shownMarket(market)))
    }`,
    ...((market?.summary ?? null) === null ? [] : [
      `What the web says about its event, the same for every model:\n${
        texts.wrap("web", JSON.stringify(market?.summary))
      }`,
    ]),
    `Your account:\n${JSON.stringify(account)}`,
  ].join("\n\n");
}

function shownMarket(market: MarketSnapshot) {
  const { history, yesBids, noBids, id: _id, summary: _summary, ...rest } =
    market;
  return {
    ...rest,
    yesBids: yesBids.slice(0, LEVELS_SHOWN),
    noBids: noBids.slice(0, LEVELS_SHOWN),
    history: history.slice(-HISTORY_SHOWN),
  };
}
