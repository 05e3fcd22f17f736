import { CONTRACTS } from "./exchange_contract.ts";

/** Returns what the exchange may take of the wallet's dollars, in millionths; `null` where nothing is said of it. */
export function allowanceOf(
  allowances: Readonly<Record<string, string>>,
): bigint | null {
  const exchange = CONTRACTS.exchangeV2.toLowerCase();
  const named = Object.entries(allowances).find(([spender]) =>
    spender.toLowerCase() === exchange
  );
  return named === undefined ? null : BigInt(named[1]);
}
