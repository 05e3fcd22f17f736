import { assertEquals } from "@std/assert";
import { OrderBook } from "../../domain/book.ts";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { toNoPrice, yesPrice } from "../../domain/price.ts";
import { type AgreementClass, QuoteAgreement } from "./agreement.ts";

const MARKET = marketId("kalshi", "M1");

/** A book and a ticker of one market, told to a `QuoteAgreement` by best bid and ask. */
class Market {
  readonly agreement = new QuoteAgreement();
  readonly #book = new OrderBook(MARKET);

  book(bid: string, ask: string, atMs: number): this {
    const one = quantity("1");
    this.#book.replace({
      yesBids: [{ price: yesPrice(bid), quantity: one }],
      noBids: [{ price: toNoPrice(yesPrice(ask)), quantity: one }],
      occurredAtMs: atMs,
    });
    const depth = {
      marketId: MARKET,
      yesBidDepth: one,
      noBidDepth: one,
      occurredAtMs: atMs,
    };
    this.agreement.observe(
      { kind: "book_changed", depth, book: this.#book },
      atMs,
    );
    return this;
  }

  ticker(bid: string, ask: string, atMs: number): this {
    const quote = {
      marketId: MARKET,
      yesBid: yesPrice(bid),
      yesAsk: yesPrice(ask),
      occurredAtMs: atMs,
    };
    this.agreement.observe({ kind: "quote_changed", quote }, atMs);
    return this;
  }

  classes(): readonly (readonly [string, number])[] {
    return Object.entries(this.agreement.report().classes).filter(([, count]) =>
      count > 0
    );
  }
}

const cases: Readonly<Record<AgreementClass, (market: Market) => Market>> = {
  equal: (market) => market.book("0.40", "0.42", 10).ticker("0.40", "0.42", 20),
  ["book_was_there"]: (market) =>
    market.book("0.40", "0.42", 10).book("0.41", "0.42", 30)
      .ticker("0.40", "0.42", 40),
  ["book_got_there"]: (market) =>
    market.book("0.40", "0.42", 10).ticker("0.41", "0.43", 40)
      .book("0.41", "0.43", 90),
  ["one_side_late"]: (market) =>
    market.book("0.40", "0.42", 10).ticker("0.40", "0.43", 40)
      .book("0.41", "0.43", 90),
  ["no_book"]: (market) => market.ticker("0.40", "0.42", 20),
  never: (market) =>
    market.book("0.40", "0.42", 10).ticker("0.50", "0.52", 20)
      .book("0.50", "0.52", 2_021),
};

for (const [name, tell] of Object.entries(cases)) {
  Deno.test(`QuoteAgreement tells ${name} from the rest`, () => {
    assertEquals(tell(new Market()).classes(), [[name, 1]]);
  });
}

Deno.test("QuoteAgreement measures how far off the rest is", () => {
  const market = new Market();
  cases.book_was_there(market);
  const { tickers, medianMs, maxMs } = market.book("0.50", "0.60", 60)
    .ticker("0.41", "0.42", 100).agreement.report();
  assertEquals([tickers, medianMs, maxMs], [2, 40, 40]);
});
