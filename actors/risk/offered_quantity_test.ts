import { assertEquals } from "@std/assert";
import { OrderBook } from "../../domain/book.ts";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { offeredQuantity } from "./offered_quantity.ts";

Deno.test("offeredQuantity() adds up the bids for the other outcome that a purchase reaches", () => {
  const book = new OrderBook(SAMPLE_MARKET.id);
  book.replace({
    yesBids: [
      { price: yesPrice("0.40"), quantity: quantity("7") },
      { price: yesPrice("0.38"), quantity: quantity("5") },
    ],
    noBids: [
      { price: noPrice("0.55"), quantity: quantity("2") },
      { price: noPrice("0.50"), quantity: quantity("30") },
    ],
    occurredAtMs: 0,
  });
  const yes = (price: string) =>
    offeredQuantity({
      outcome: "yes",
      limit: { outcome: "yes", price: yesPrice(price) },
    }, book);
  const no = (price: string) =>
    offeredQuantity({
      outcome: "no",
      limit: { outcome: "no", price: noPrice(price) },
    }, book);
  // YES is offered at 0.45 and 0.50, NO at 0.60 and 0.62.
  assertEquals(["0.44", "0.45", "0.49", "0.50", "0.99"].map(yes), [
    quantity("0"),
    quantity("2"),
    quantity("2"),
    quantity("32"),
    quantity("32"),
  ]);
  assertEquals(["0.59", "0.60", "0.62"].map(no), [
    quantity("0"),
    quantity("7"),
    quantity("12"),
  ]);
});
