import { assert, assertEquals } from "@std/assert";
import { YES } from "../../tests/venues/polymarket/samples.ts";
import { PRIVATE_KEY } from "../../tests/venues/polymarket/polymarket_stage.ts";
import { POLYMARKET_SIGNING } from "./signing.ts";

const FUNDER = "0x1111111111111111111111111111111111111111";

Deno.test("POLYMARKET_SIGNING lets a deposit wallet sign for itself, and the key for the older wallets", async () => {
  const ownSigner = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
  const wallets = [["1", ownSigner], ["2", ownSigner], ["3", FUNDER]] as const;
  for (const [type, signer] of wallets) {
    const key = await POLYMARKET_SIGNING.open({
      "private_key": PRIVATE_KEY,
      "funder": FUNDER,
      "signature_type": type,
      "api_key": "k",
      "api_secret": "c2VjcmV0",
      "api_passphrase": "p",
    });
    const signed = await key.sign({
      kind: "order",
      chainId: 137,
      protocol: "v1",
      negRisk: false,
      order: {
        salt: 1,
        tokenId: YES,
        makerAmount: "1000000",
        takerAmount: "2000000",
        side: "BUY",
        timestampMs: 1_710_000_000_000,
      },
    });
    assert(signed.kind === "order");
    assertEquals([signed.maker, signed.signer, String(signed.signatureType)], [
      FUNDER,
      signer,
      type,
    ]);
    // What a deposit wallet checks is longer: the order and its type follow on the signature.
    assertEquals(signed.signature.length, type === "3" ? 636 : 132);
  }
});
