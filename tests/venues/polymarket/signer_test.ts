import { assert, assertEquals, assertRejects } from "@std/assert";
import { FatalVenueError } from "../../../actors/ports/execution.ts";
import { SystemClock } from "../../../runtime/mod.ts";
import { openPolymarketSigners } from "../../../venues/polymarket/open_polymarket_signers.ts";
import { KEYS_VARIABLE } from "../../../venues/signer/key_source.ts";
import { addressOf } from "./independent_crypto.ts";
import { PRIVATE_KEY } from "./polymarket_stage.ts";
import { CONDITION, YES } from "./samples.ts";

const KEYS = {
  "polymarket.momentum.private_key": PRIVATE_KEY,
  "polymarket.momentum.api_key": "k",
  "polymarket.momentum.api_secret": "c2VjcmV0",
  "polymarket.momentum.api_passphrase": "p",
};

/** Opens the signers of `keys` while `body` runs. */
async function withSigners(
  keys: Record<string, string>,
  body: (open: () => ReturnType<typeof openPolymarketSigners>) => Promise<void>,
): Promise<void> {
  Deno.env.set(KEYS_VARIABLE, JSON.stringify(keys));
  try {
    await body(() =>
      openPolymarketSigners({
        path: null,
        clock: new SystemClock(),
        onDeath: (error) => {
          throw error;
        },
      })
    );
  } finally {
    Deno.env.delete(KEYS_VARIABLE);
  }
}

Deno.test("the signing worker signs orders, requests and redemptions, and nothing else", async () => {
  await withSigners(KEYS, async (open) => {
    const signers = await open();
    try {
      const signer = signers.of("momentum");
      assertEquals(signer.identity.toLowerCase(), addressOf(PRIVATE_KEY));
      const order = await signer.sign({
        kind: "order",
        chainId: 137,
        protocol: "v1",
        negRisk: false,
        order: {
          salt: 1,
          tokenId: YES,
          makerAmount: "5000000",
          takerAmount: "10000000",
          side: "BUY",
          timestampMs: 1_791_241_500_000,
        },
      });
      assert(order.kind === "order");
      assertEquals(order.signature.length, 132);
      assertEquals(order.owner, "k");
      const redemption = await signer.sign({
        kind: "redemption",
        chainId: 137,
        protocol: "v1",
        negRisk: false,
        conditionId: CONDITION,
        yesAmount: "10000000",
        noAmount: "0",
        nonce: 3,
        gas: 400_000,
        maxFeePerGas: "60000000000",
        maxPriorityFeePerGas: "30000000000",
      });
      assert(redemption.kind === "redemption");
      assert(redemption.transaction.startsWith("0x02"));
      const odd = { kind: "transfer", to: "0x0", amount: "1" };
      await assertRejects(
        () => signer.sign(odd as never),
        FatalVenueError,
        "Cannot sign for polymarket.momentum",
      );
      const secret = "hush".repeat(60);
      const long = await assertRejects(
        () =>
          signer.sign({
            kind: "adopt_api_key",
            apiKey: "k",
            secret,
            passphrase: "p",
          }),
        FatalVenueError,
        "as secret must match its schema",
      );
      assert(!long.message.includes("hush"));
    } finally {
      signers.stop();
    }
  });
});

Deno.test("keys that do not fit are refused in a sentence that does not show them", async () => {
  const cases = [
    { ...KEYS, "polymarket.momentum.private_key": "0x1234" },
    { ...KEYS, "polymarket.momentum.signature_type": "3" },
    { "polymarket.momentum.api_key": "k" },
  ];
  for (const keys of cases) {
    await withSigners(keys, async (open) => {
      const error = await assertRejects(open, FatalVenueError);
      assert(!error.message.includes("1234"));
      assert(!error.message.includes("c2VjcmV0"));
    });
  }
});
