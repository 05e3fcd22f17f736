import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import {
  deriveDecisionId,
  deriveFillId,
  deriveOrderId,
  deriveSignalId,
  deriveWindDownDecisionId,
  deriveWindDownOrderId,
  sha256Hex,
  type WindDownCause,
} from "./digest.ts";
import { contestantId, decisionId, marketId } from "./ids.ts";

Deno.test("sha256Hex() agrees with the published test vectors", () => {
  assertEquals(
    sha256Hex(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  assertEquals(
    sha256Hex("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

Deno.test("derived ids depend on their whole cause and nothing else", () => {
  const cause = {
    contestantId: contestantId("a"),
    marketId: marketId("kalshi", "b"),
    causationId: "r_1",
  };
  const decision = deriveDecisionId(cause);
  assertEquals(deriveDecisionId({ ...cause }), decision);
  assertNotEquals(deriveDecisionId({ ...cause, causationId: "r_2" }), decision);
  assertNotEquals(
    deriveDecisionId({ ...cause, contestantId: contestantId("b") }),
    decision,
  );
  const order = deriveOrderId(decision);
  assertMatch(order, /^o_[0-9a-f]{32}$/);
  assertEquals(deriveOrderId(decision), order);
  assertNotEquals(deriveOrderId(decisionId("d_2")), order);
  assertMatch(deriveFillId(order, 0), /^f_[0-9a-f]{32}$/);
  assertNotEquals(deriveFillId(order, 0), deriveFillId(order, 1));
  assertMatch(
    deriveSignalId(cause.marketId, "price_swing", 1_000),
    /^s_[0-9a-f]{32}$/,
  );
  assertNotEquals(
    deriveSignalId(cause.marketId, "price_swing", 1_000),
    deriveSignalId(cause.marketId, "volume_spike", 1_000),
  );
});

Deno.test("ids of a wind-down's sales depend on its row, the position and the try", () => {
  const cause: WindDownCause = {
    sequence: 7,
    contestantId: contestantId("a"),
    marketId: marketId("kalshi", "b"),
    outcome: "yes",
  };
  const others: readonly WindDownCause[] = [
    { ...cause, sequence: 8 },
    { ...cause, contestantId: contestantId("b") },
    { ...cause, marketId: marketId("kalshi", "c") },
    { ...cause, outcome: "no" },
  ];
  const decision = deriveWindDownDecisionId(cause);
  const order = deriveWindDownOrderId(cause, 1);
  assertMatch(decision, /^d_[0-9a-f]{32}$/);
  assertMatch(order, /^o_[0-9a-f]{32}$/);
  assertEquals(deriveWindDownDecisionId({ ...cause }), decision);
  assertEquals(deriveWindDownOrderId({ ...cause }, 1), order);
  assertNotEquals(deriveWindDownOrderId(cause, 2), order);
  assertNotEquals(deriveOrderId(decision), order);
  for (const other of others) {
    assertNotEquals(deriveWindDownDecisionId(other), decision);
    assertNotEquals(deriveWindDownOrderId(other, 1), order);
  }
});
