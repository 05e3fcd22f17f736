import { assert, assertEquals, assertThrows } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import {
  type SignatureRequest,
  signedHeaders,
  signedText,
} from "./signature.ts";
import { KALSHI_SIGNING } from "./signing.ts";

/** A vector made with a throw-away key: PSS is randomized, so a signature can be verified but not foretold. */
const VECTOR = {
  key: {
    kty: "RSA",
    e: "AQAB",
    n: "v8ytKlJAR1mdjtpXl7g18jK62SEdKTcWByMIAeddB8T_gAXOaZGSyAoiD3FHlzMbuu5pdjgA5fH8Zymxc_FWuMoktNKnkRgNkEZZP06XXJxGRCW4vOhis1Dno3fxhmFOw2BtuOsEJAgIKHD9Kk9ch06kpiJHe-Zz2r3kJhLe96O16wXSnMikumwJBMdWRIn7IG_6eODOr6LRnB5o1LnjCJwOPkbRl2ZbOJO46JT55ZP2zfzVLheL0x-Q3fqR8r6a7u_bu-lc4-rLqrp0OwcwmzgS-bDgEV-HJgua63LUIJxtxo_MXo_M1pnr033_ZIcOh3_-Mqq-Ip6VQJczt-xKfQ",
  },
  request: {
    kind: "request",
    atMs: 1_703_123_456_789,
    method: "GET",
    path: "/trade-api/v2/portfolio/balance",
  } satisfies SignatureRequest,
  signature:
    "GtP0ts/2lVHUoUnAMMmIWgEmIO/CfNBaDFuDP0Df0GuaO3kt5CAkJo8oR0iiczwy4DmaX3EVdCTAf4NdyLUf23vzldb1NXAsGFZzRi2GqgUrtJ1LtpZ+kUGPZfxNqmKe/0i7B8OLYmTqX3S4RtG/yF8wscd9p9ATRBE6l+pjZOWMJoKRVbnrGbDb0MaSWpnMQbzG2xGWdD0G0b7y6eSVOGbVY9hP0CenCvivS1pj8MVPBFO9CgZ2jTrY18s84JE2gpc23IO1Tpt6W85HFn79uTW45ZSyxu8GqfhP0KHIZAdQv6XUKlFkzd1A/Cus+mqf/iscDfxLwmYRNyZcsyfVGg==",
};

const ALGORITHM = { name: "RSA-PSS", hash: "SHA-256" };

/** Verifies with the platform's own implementation, which is not the one that signs. */
async function isValid(
  key: JsonWebKey,
  text: string,
  signature: string,
): Promise<boolean> {
  const imported = await crypto.subtle.importKey("jwk", key, ALGORITHM, false, [
    "verify",
  ]);
  return await crypto.subtle.verify(
    { name: "RSA-PSS", saltLength: 32 },
    imported,
    Uint8Array.fromBase64(signature),
    new TextEncoder().encode(text),
  );
}

Deno.test("signedText() is what the vector's signature was made of", async () => {
  const { key, request, signature } = VECTOR;
  assertEquals(
    signedText(request),
    "1703123456789GET/trade-api/v2/portfolio/balance",
  );
  assert(await isValid(key, signedText(request), signature));
  const query = { ...request, path: `${request.path}?limit=1` };
  assertEquals(signedText(query), signedText(request));
  for (
    const other of [
      { ...request, atMs: request.atMs + 1 },
      { ...request, method: "POST" as const },
      { ...request, path: "/trade-api/v2/portfolio/orders" },
    ]
  ) assert(!await isValid(key, signedText(other), signature));
});

for (const type of ["pkcs8", "pkcs1"] as const) {
  Deno.test(`KALSHI_SIGNING signs with a ${type} key what another implementation verifies`, async () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2_048,
    });
    const pem = String(privateKey.export({ type, format: "pem" }));
    const key = await KALSHI_SIGNING.open({ key_id: "k-1", private_key: pem });
    assertEquals(key.identity, "k-1");
    const signature = await key.sign(VECTOR.request);
    const { n = "", e = "" } = publicKey.export({ format: "jwk" });
    const jwk = { kty: "RSA", n, e };
    assert(await isValid(jwk, signedText(VECTOR.request), signature));
    assert(!await isValid(jwk, "1703123456789GET/", signature));
  });
}

Deno.test("KALSHI_SIGNING takes RSA keys alone, with an id", () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  assertThrows(
    () => KALSHI_SIGNING.open({ key_id: "k-1", private_key: pem }),
    TypeError,
    "must be an RSA key: current value is ed25519",
  );
  assertThrows(
    () => KALSHI_SIGNING.open({ private_key: pem }),
    TypeError,
    "key_id",
  );
});

Deno.test("signedHeaders() signs the path without its query and names the key", async () => {
  const asked: SignatureRequest[] = [];
  const headers = await signedHeaders({
    identity: "k-1",
    sign: (request) => {
      asked.push(request);
      return Promise.resolve("c2lnbmVk");
    },
  }, { atMs: 7, method: "GET", path: "/trade-api/v2/portfolio/fills?limit=5" });
  assertEquals(headers, {
    "KALSHI-ACCESS-KEY": "k-1",
    "KALSHI-ACCESS-TIMESTAMP": "7",
    "KALSHI-ACCESS-SIGNATURE": "c2lnbmVk",
  });
  assertEquals(asked, [{
    kind: "request",
    atMs: 7,
    method: "GET",
    path: "/trade-api/v2/portfolio/fills",
  }]);
});
