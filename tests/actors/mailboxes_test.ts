import { assertEquals } from "@std/assert";
import { DETECTOR_MAILBOX } from "../../actors/detector/protocol.ts";
import { EXECUTOR_MAILBOX } from "../../actors/executor/protocol.ts";
import { FEED_MAILBOX, type FeedMessage } from "../../actors/feed/protocol.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { RISK_MAILBOX } from "../../actors/risk/protocol.ts";
import { SCHEDULER_MAILBOX } from "../../actors/scheduler/protocol.ts";
import { SETTLER_MAILBOX } from "../../actors/settler/protocol.ts";
import { TRADER_MAILBOX } from "../../actors/trader/protocol.ts";
import { OrderBook } from "../../domain/book.ts";
import { type MarketId, marketId, roundId } from "../../domain/ids.ts";
import { ZERO_QUANTITY } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import type { Quote } from "../../domain/quote.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { rowsOf, STORY } from "../../domain/testing/story.ts";
import { Mailbox, type MailboxOptions } from "../../runtime/mod.ts";

const A = marketId("kalshi", "A");
const B = marketId("kalshi", "B");
const ROW = rowsOf(STORY.slice(0, 1))[0];
if (ROW === undefined) throw new Error("The story has no row");

function quote(id: MarketId, atMs: number): Quote {
  return {
    marketId: id,
    yesBid: yesPrice("0.40"),
    yesAsk: yesPrice("0.42"),
    occurredAtMs: atMs,
  };
}

/** Returns what a mailbox holds after `messages`, in order. */
function held<Message>(
  options: MailboxOptions<Message>,
  messages: readonly NoInfer<Message>[],
): readonly Message[] {
  const mailbox = new Mailbox<Message>(options, { evicted() {} });
  for (const message of messages) mailbox.push(message);
  return mailbox.clear();
}

/** Checks that the second message replaces the first, in its place, and nothing else is replaced. */
function assertReplaces<Message>(
  options: MailboxOptions<Message>,
  [first, second]: readonly [NoInfer<Message>, NoInfer<Message>],
  others: readonly NoInfer<Message>[],
): void {
  assertEquals(
    held(options, [first, ...others, second, ...others]),
    [second, ...others, ...others],
  );
}

function event(of: MarketEvent): FeedMessage {
  return { kind: "market_event", event: of };
}

function depth(id: MarketId, atMs: number) {
  return {
    marketId: id,
    yesBidDepth: ZERO_QUANTITY,
    noBidDepth: ZERO_QUANTITY,
    occurredAtMs: atMs,
  };
}

const TRADE = {
  marketId: A,
  tradeId: "t",
  yesPrice: yesPrice("0.41"),
  quantity: ZERO_QUANTITY,
  takerSide: "yes",
  occurredAtMs: 0,
} as const;

Deno.test("FEED_MAILBOX keeps the newest quote, depth and spot price of each market, and every listing, phase and trade", () => {
  const others = [
    event({ kind: "market_listed", market: SAMPLE_MARKET }),
    event({
      kind: "market_phase_changed",
      marketId: A,
      phase: "closed",
      resolution: null,
      occurredAtMs: 0,
    }),
    event({ kind: "trade_printed", trade: TRADE }),
    { kind: "row_committed", row: ROW },
  ] as const;
  const book = new OrderBook(A);
  const pairs: readonly (readonly [FeedMessage, FeedMessage])[] = [
    [
      event({ kind: "quote_changed", quote: quote(A, 1) }),
      event({ kind: "quote_changed", quote: quote(A, 2) }),
    ],
    [
      event({ kind: "book_changed", depth: depth(A, 1), book }),
      event({ kind: "book_changed", depth: depth(A, 2), book }),
    ],
    [
      event({
        kind: "spot_printed",
        symbol: "BTC",
        price: "1",
        occurredAtMs: 1,
      }),
      event({
        kind: "spot_printed",
        symbol: "BTC",
        price: "2",
        occurredAtMs: 2,
      }),
    ],
  ];
  for (const pair of pairs) assertReplaces(FEED_MAILBOX, pair, others);
  const two = [A, B].map((id) =>
    event({ kind: "quote_changed", quote: quote(id, 1) })
  );
  assertEquals(held(FEED_MAILBOX, two), two);
});

const QUOTES = [
  { kind: "quote_changed", quote: quote(A, 1) },
  { kind: "quote_changed", quote: quote(A, 2) },
] as const;
const OF_TWO_MARKETS = [
  { kind: "quote_changed", quote: quote(A, 1) },
  { kind: "quote_changed", quote: quote(B, 1) },
] as const;
const COMMITTED = { kind: "row_committed", row: ROW } as const;

Deno.test("DETECTOR_MAILBOX keeps the newest quote and depth of each market, and every trade and row", () => {
  const others = [{ kind: "trade_printed", trade: TRADE }, COMMITTED] as const;
  assertReplaces(DETECTOR_MAILBOX, QUOTES, others);
  assertReplaces(DETECTOR_MAILBOX, [
    { kind: "depth_changed", depth: depth(A, 1) },
    { kind: "depth_changed", depth: depth(A, 2) },
  ], others);
  assertEquals(held(DETECTOR_MAILBOX, OF_TWO_MARKETS), OF_TWO_MARKETS);
});

Deno.test("mailboxes of trader, risk and settler keep the newest quote of each market, and every row and command", () => {
  assertReplaces(TRADER_MAILBOX, QUOTES, [COMMITTED, {
    kind: "round_started",
    round: { id: roundId("r_1"), startedAtMs: 1 },
  }]);
  assertReplaces(RISK_MAILBOX, QUOTES, [
    COMMITTED,
    { kind: "review_order", order: SAMPLE_ORDER },
  ]);
  assertReplaces(SETTLER_MAILBOX, QUOTES, [COMMITTED, {
    kind: "phase_reported",
    change: { marketId: A, phase: "closed", resolution: null },
    occurredAtMs: 1,
  }]);
  assertEquals(held(TRADER_MAILBOX, OF_TWO_MARKETS), OF_TWO_MARKETS);
  assertEquals(held(RISK_MAILBOX, OF_TWO_MARKETS), OF_TWO_MARKETS);
  assertEquals(held(SETTLER_MAILBOX, OF_TWO_MARKETS), OF_TWO_MARKETS);
});

Deno.test("EXECUTOR_MAILBOX fails rather than lose an order, and SCHEDULER_MAILBOX drops rounds that pile up", () => {
  assertEquals(EXECUTOR_MAILBOX.overflow.kind, "fail");
  assertEquals(SCHEDULER_MAILBOX.overflow.kind, "drop_newest");
});
