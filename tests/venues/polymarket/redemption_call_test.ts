import { assertEquals, assertThrows } from "@std/assert";
import { keccak_256 as keccak256 } from "@noble/hashes/sha3";
import type { RedemptionRequest } from "../../../venues/polymarket/schema/redemption.ts";
import { redemptionCall } from "../../../venues/polymarket/redemption_transaction.ts";
import { CONDITION } from "./samples.ts";

const REQUEST: RedemptionRequest = {
  kind: "redemption",
  chainId: 137,
  protocol: "v1",
  negRisk: false,
  conditionId: CONDITION,
  yesAmount: "7000000",
  noAmount: "2500000",
  nonce: 0,
  gas: 400_000,
  maxFeePerGas: "1",
  maxPriorityFeePerGas: "1",
};

/** What calldata says, read from the rules of the ABI and without a line of the library that wrote it. */
function decoded(data: string) {
  const hex = data.slice(2);
  const words: string[] = [];
  for (let at = 8; at < hex.length; at += 64) {
    words.push(hex.slice(at, at + 64));
  }
  assertEquals(words.every(({ length }) => length === 64), true);
  return {
    selector: hex.slice(0, 8),
    word: (at: number) => words[at] ?? "",
    number: (at: number) => BigInt(`0x${words[at] ?? ""}`),
    /** A dynamic array of numbers, by the word that says where it begins. */
    array: (at: number) => {
      const begin = Number(BigInt(`0x${words[at] ?? ""}`) / 32n);
      const length = Number(BigInt(`0x${words[begin] ?? ""}`));
      return words.slice(begin + 1, begin + 1 + length)
        .map((word) => BigInt(`0x${word}`));
    },
    length: words.length,
  };
}

function selectorOf(signature: string): string {
  return keccak256(new TextEncoder().encode(signature)).slice(0, 4).toHex();
}

Deno.test("an ordinary market of protocol V1 is redeemed at the ledger, both outcomes at once", () => {
  const { to, data } = redemptionCall(REQUEST);
  assertEquals(to.toLowerCase(), "0x4d97dcd97ec945f40cf65f87097ace5ea0476045");
  const call = decoded(data);
  assertEquals(
    call.selector,
    selectorOf("redeemPositions(address,bytes32,bytes32,uint256[])"),
  );
  assertEquals(
    call.word(0),
    "c011a7e12a19f7b1f670d46f03b03f3342e82dfb".padStart(64, "0"),
  );
  assertEquals(call.number(1), 0n, "no collection above it");
  assertEquals(`0x${call.word(2)}`, CONDITION);
  assertEquals(call.array(3), [1n, 2n]);
  assertEquals(call.length, 7);
});

Deno.test("a market with negative risk is redeemed at its adapter, by the amounts held, YES first", () => {
  const { to, data } = redemptionCall({ ...REQUEST, negRisk: true });
  assertEquals(to.toLowerCase(), "0xd91e80cf2e7be2e162c6513ced06f1dd0da35296");
  const call = decoded(data);
  assertEquals(call.selector, selectorOf("redeemPositions(bytes32,uint256[])"));
  assertEquals(`0x${call.word(0)}`, CONDITION);
  assertEquals(call.array(1), [7_000_000n, 2_500_000n]);
  assertEquals(call.length, 5);
});

Deno.test("a market of protocol V2 is redeemed at the router, one outcome per call and never both", () => {
  const request = { ...REQUEST, protocol: "v2" } as const;
  for (
    const [yesAmount, noAmount, index, amount] of [
      ["7000000", "0", 0n, 7_000_000n],
      ["0", "2500000", 1n, 2_500_000n],
    ] as const
  ) {
    const { to, data } = redemptionCall({ ...request, yesAmount, noAmount });
    assertEquals(to, "0x12121212006e4CD160D18e3f00711DA5c3372600");
    const call = decoded(data);
    assertEquals(
      call.selector,
      selectorOf("redeem(bytes31,uint256,uint256)"),
    );
    // 31 bytes stand at the front of their word; the last one of the condition names an outcome.
    assertEquals(call.word(0), `${CONDITION.slice(2, 64)}00`);
    assertEquals([call.number(1), call.number(2)], [index, amount]);
    assertEquals(call.length, 3);
  }
  assertThrows(() => redemptionCall(request), RangeError, "one outcome");
});
