import { assert, assertEquals } from "@std/assert";
import { privateKeyToAccount } from "viem/accounts";
import { EMPTY_WORD } from "../../../venues/polymarket/empty_word.ts";
import {
  type ExchangeChoice,
  exchangeDomain,
} from "../../../venues/polymarket/exchange_contract.ts";
import {
  orderHash,
  type OrderMessage,
  signOrder,
} from "../../../venues/polymarket/order_message.ts";
import {
  POLYMARKET_SIGNING,
  requestSignature,
} from "../../../venues/polymarket/signing.ts";
import {
  addressOf,
  domainSeparator,
  orderStructHash,
  recoverAddress,
  requestHmac,
  typedDataHash,
  walletAuthHash,
} from "./independent_crypto.ts";

const PRIVATE_KEY =
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const ACCOUNT = privateKeyToAccount(PRIVATE_KEY);

const ORDER: OrderMessage = {
  salt: 479249096354n,
  maker: ADDRESS,
  signer: ADDRESS,
  tokenId: 1234n,
  makerAmount: 100000000n,
  takerAmount: 50000000n,
  side: "BUY",
  signatureType: 0,
  timestamp: 1710000000000n,
  metadata: EMPTY_WORD,
  builder: EMPTY_WORD,
};

const VECTORS: readonly [
  choice: ExchangeChoice,
  tokenId: bigint,
  hash: string,
  signature: string,
][] = [
  [
    { chainId: 80_002, protocol: "v1", negRisk: false },
    1234n,
    "0x962c97b18bea292cc94b9479272aa74fb59a905e84a621a40eb339131e9fb6ba",
    "0x518472f1b081f6bd713d638bb11d1bf0720ed577e93c52eb00ec9f5f325f7d510c65cbfdfe9130de2602185f4a500863d777d8b838cb28abc75ecc1b5330315d1c",
  ],
  [
    { chainId: 137, protocol: "v1", negRisk: false },
    1234n,
    "0x10124949f84e9f7438c88d02bfd546ceb27ed6eb1fdb0175137af535b6e2513d",
    "0x42c7b4857d51e344045fcfde17b37cf1290d784471ffe618c22aa56ea5ddcf0009015b87ffb299813f5597e86d4ad56f40d634558d915edb719e6fc71dbc0d891c",
  ],
  [
    { chainId: 137, protocol: "v1", negRisk: true },
    1234n,
    "0x9c2976657c4b229cc8e467a32ce9e3281ef40a70aee31cdc4619ebf51e4a7274",
    "0x79d82a92bd020329c6b9afad40b742c8cfaebdd992219b57e4282b6cfd53a66f2c97471d3297fa001f3eac2ead5f709c6e266893f19cef37633511420542a63b1b",
  ],
  [
    { chainId: 137, protocol: "v2", negRisk: false },
    1234n,
    "0x0d34966f6a42e3b8bec3d0d0dcca74d762695a3bd4cdf1d6a1fc2201bf9daa87",
    "0x22a4e68028c7984ff9b19217dee3a8491614e97a84ca42d53fe73e7a50745fd66706b966fa16ce911a3217958a5471343c47f2fd56ea9392522a4c1c156eac701c",
  ],
  [
    { chainId: 137, protocol: "v2", negRisk: false },
    663574927012476832975694178961957910328055987427402067619466963999000625152n,
    "0x64bb3fdc9b90b2dcc96e73aa8f0185825ad226bc28b0133454fb90509e10e94c",
    "0x674d105815816f3ece79523046c4b229a72397d6fd81baebd7a666568589434472644cdb1e905eb873ef69a4d9faf059950d3ff8f8aa89b18db5cac5694d9ed81b",
  ],
];

/** Returns the order as it goes over the wire. */
function wire(order: OrderMessage) {
  return {
    ...order,
    salt: Number(order.salt),
    tokenId: String(order.tokenId),
    makerAmount: String(order.makerAmount),
    takerAmount: String(order.takerAmount),
    timestamp: String(order.timestamp),
  };
}

Deno.test("signOrder() reproduces the vectors of every exchange, and another implementation agrees", async () => {
  for (const [choice, tokenId, hash, signature] of VECTORS) {
    const order = { ...ORDER, tokenId };
    assertEquals(orderHash(order, choice), hash);
    assertEquals(await signOrder(ACCOUNT, order, choice), signature);
    const independent = typedDataHash(
      domainSeparator(exchangeDomain(choice)),
      orderStructHash(wire(order)),
    );
    assertEquals(`0x${independent.toHex()}`, hash);
    assertEquals(recoverAddress(independent, signature), ADDRESS.toLowerCase());
  }
});

Deno.test("signOrder() reproduces the vector of a deposit wallet", async () => {
  const wallet = "0x1111111111111111111111111111111111111111";
  const signature = await signOrder(ACCOUNT, {
    ...ORDER,
    maker: wallet,
    signer: wallet,
    signatureType: 3,
  }, { chainId: 80_002, protocol: "v1", negRisk: false });
  assertEquals(signature.length, 636);
  assert(signature.startsWith(
    "0xa3a093c83b6c20c83355c16ce94c92e6e9fcbdeb840618cc74f6c57a42ad145b2b98db73d2c73cbf1f2b6af288566ae81960ddbc3a13921027358a8bff3be6ff1c" +
      "a440cbd865bc0c6243d7a8df9a8bf48a8827b0a4abbb61c30e96d305423af148" +
      "d23d42d3ad94e65d78258cecaf8dcbaddac0f73dc085040f2c12bb595dd83804",
  ));
  assert(signature.endsWith("00ba"));
});

Deno.test("exchangeDomain() separates the exchange of protocol V2 as its chain does", () => {
  const separator = domainSeparator(
    exchangeDomain({ chainId: 137, protocol: "v2", negRisk: true }),
  );
  assertEquals(
    separator.toHex(),
    "466c63910185bbd55e8679264200c4e0abdcbb0c6264eb3d41d13326022e095b",
  );
});

Deno.test("a wallet's request for an API key reproduces its vectors", async () => {
  const key = await POLYMARKET_SIGNING.open({ private_key: PRIVATE_KEY });
  const cases = [
    [
      { chainId: 80_002, timestampS: 10_000_000, nonce: 23 },
      "0xf62319a987514da40e57e2f4d7529f7bac38f0355bd88bb5adbb3768d80de6c1682518e0af677d5260366425f4361e7b70c25ae232aff0ab2331e2b164a1aedc1b",
    ],
    [
      { chainId: 137, timestampS: 1_700_000_000, nonce: 0 },
      "0x659ed4b28ae28e0f038fdf0023c00863c9559caacb9ebc83f44eea87059a099a36f1e1dee110e7faa1c4f65d17489b2da1333ebef78bbe2116d81207b975052d1c",
    ],
  ] as const;
  for (const [request, signature] of cases) {
    assertEquals(await key.sign({ kind: "wallet_auth", ...request }), {
      kind: "wallet_auth",
      address: ADDRESS,
      signature,
    });
    const hash = walletAuthHash({
      address: ADDRESS,
      timestamp: String(request.timestampS),
      nonce: String(request.nonce),
      chainId: request.chainId,
    });
    assertEquals(recoverAddress(hash, signature), addressOf(PRIVATE_KEY));
  }
});

Deno.test("requestSignature() reproduces its vector, and another implementation agrees", () => {
  const secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  const text = '1000000test-sign/orders{"hash": "0x123"}';
  const expected = "ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc=";
  assertEquals(requestSignature(secret, text), expected);
  assertEquals(requestHmac(secret, text), expected);
});
