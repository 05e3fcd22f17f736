import type { Protocol } from "./listing.ts";

/** An address on the chain. */
export type Address = `0x${string}`;

/** Polygon, and its network for tests. */
export const CHAIN_IDS = [137, 80_002] as const;
/** The chains that Polymarket is on. */
export type ChainId = typeof CHAIN_IDS[number];

/** Contracts of Polygon, as of 2026-11-20; those that both chains have are at the same address on both. */
export const CONTRACTS = {
  /** pUSD, six decimals. */
  collateral: "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB",
  conditionalTokens: "0x4D97DCd97eC945f40cF65F87097ACe5EA0476045",
  exchangeV2: "0xE111180000d2663C0091e4f400237545B87B996B",
  negRiskExchangeV2: "0xe2222d279d744050d28e00520010520000310F59",
  exchangeV3: "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
  negRiskAdapter: "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296",
  positionManager: "0x006F54F7f9A22e0000CC2AB60031000000ae9fEF",
  router: "0x12121212006e4CD160D18e3f00711DA5c3372600",
} as const satisfies Record<string, Address>;

/** Which exchange a market trades on. */
export interface ExchangeChoice {
  readonly chainId: ChainId;
  readonly protocol: Protocol;
  readonly negRisk: boolean;
}

/** The part of EIP-712 that binds a signature to one contract on one chain. */
export interface ExchangeDomain {
  readonly name: string;
  readonly version: string;
  readonly chainId: number;
  readonly verifyingContract: Address;
}

/** Returns the domain that orders in a market are signed for: its protocol chooses it, market by market. */
export function exchangeDomain(
  { chainId, protocol, negRisk }: ExchangeChoice,
): ExchangeDomain {
  return {
    name: "Polymarket CTF Exchange",
    version: protocol === "v1" ? "2" : "3",
    chainId,
    verifyingContract: protocol === "v2"
      ? CONTRACTS.exchangeV3
      : negRisk
      ? CONTRACTS.negRiskExchangeV2
      : CONTRACTS.exchangeV2,
  };
}
