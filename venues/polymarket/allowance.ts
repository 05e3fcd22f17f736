import { CONTRACTS, exchangeDomain } from "./exchange_contract.ts";
import type { OrderTerms } from "./order_terms.ts";

/** What a wallet has, and what it lets each contract take of it; whole millionths as texts. */
export interface Collateral {
  readonly balance: string;
  readonly allowances: Readonly<Record<string, string>>;
}

const EXCHANGES = [
  CONTRACTS.exchangeV2,
  CONTRACTS.negRiskExchangeV2,
  CONTRACTS.exchangeV3,
] as const;

/** Returns the most that any of the exchanges may take of a wallet's dollars, in millionths; `null` where nothing is said of them. */
export function allowanceOf({ allowances }: Collateral): bigint | null {
  const named = EXCHANGES.map((exchange) => allowedTo(exchange, allowances))
    .filter((allowed) => allowed !== null);
  return named.length === 0
    ? null
    : named.reduce((most, allowed) => allowed > most ? allowed : most);
}

/** Says what a wallet lacks for a purchase on the exchange that the order is for; `null` for one that lacks nothing. */
export function shortageOf(
  { request }: OrderTerms,
  { balance, allowances }: Collateral,
): string | null {
  const needed = BigInt(request.order.makerAmount);
  const { verifyingContract } = exchangeDomain(request);
  const allowed = allowedTo(verifyingContract, allowances);
  if (needed <= BigInt(balance) && (allowed === null || needed <= allowed)) {
    return null;
  }
  return `Cannot buy as the wallet must have and allow ${needed} micro-dollars: current value is ${balance}, of which the exchange may take ${
    allowed ?? "any"
  }`;
}

function allowedTo(
  exchange: string,
  allowances: Collateral["allowances"],
): bigint | null {
  const named = Object.entries(allowances).find(([spender]) =>
    spender.toLowerCase() === exchange.toLowerCase()
  );
  return named === undefined ? null : BigInt(named[1]);
}
