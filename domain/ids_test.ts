import { assertEquals, assertThrows } from "@std/assert";
import { contestantId, marketId, orderId, parseMarketId } from "./ids.ts";

Deno.test("ids are 1 to 200 printable ASCII characters without spaces", () => {
  assertEquals<string>(orderId("o_1"), "o_1");
  assertEquals(contestantId("x".repeat(200)).length, 200);
  for (const text of ["", "a b", "é", "a\n", "x".repeat(201)]) {
    assertThrows(
      () => contestantId(text),
      TypeError,
      "Cannot make a ContestantId",
    );
  }
});

Deno.test("parseMarketId() reads back what marketId() makes", () => {
  const id = marketId("kalshi", "KXBTC15M-26:MAY");
  assertEquals(parseMarketId(id), id);
  for (const text of ["kalshi", ":M", "kalshi:", "kalshi:a b"]) {
    assertThrows(
      () => parseMarketId(text),
      TypeError,
      "Cannot make a MarketId",
    );
  }
});
