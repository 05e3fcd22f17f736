import { keccak_256 as keccak256 } from "@noble/hashes/sha3";
import type { FakeExchange, Row } from "./fake_exchange.ts";

/** What the ledger's payout call begins with. */
const REDEEM_SELECTOR = keccak256(
  new TextEncoder().encode(
    "redeemPositions(address,bytes32,bytes32,uint256[])",
  ),
).slice(0, 4).toHex();
const LEDGER = "4d97dcd97ec945f40cf65f87097ace5ea0476045";
/** What the venue pays in. */
const COLLATERAL = "0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb";
const TRANSFER = `0x${
  keccak256(
    new TextEncoder().encode("Transfer(address,address,uint256)"),
  ).toHex()
}`;
const DOLLAR = 1_000_000;

function word(hex: string): string {
  return `0x${hex.toLowerCase().padStart(64, "0")}`;
}

/** The chain's node: takes redemptions and pays them, once each. */
export class FakeChain {
  readonly #exchange: FakeExchange;
  readonly redeemed: string[] = [];
  readonly #receipts = new Map<string, Row>();
  /** While set, transactions are taken and fail. */
  fails = false;
  /** Conditions of which every redemption fails, without "0x". */
  readonly failing = new Set<string>();

  constructor(exchange: FakeExchange) {
    this.#exchange = exchange;
  }

  answer({ id, method, params }: Row): Row {
    const result = this.#call(String(method), params as readonly string[]);
    return { jsonrpc: "2.0", id, result };
  }

  #call(method: string, params: readonly string[]): unknown {
    switch (method) {
      case "eth_getTransactionCount":
        return `0x${this.#receipts.size.toString(16)}`;
      case "eth_gasPrice":
        return "0x6fc23ac00";
      case "eth_sendRawTransaction":
        return this.#send(params[0] ?? "");
      case "eth_getTransactionReceipt":
        return this.#receipts.get(params[0] ?? "") ?? null;
      default:
        throw new Error(`unknown method ${method}`);
    }
  }

  #send(raw: string): string {
    const hex = raw.slice(2);
    const hash = `0x${keccak256(Uint8Array.fromHex(hex)).toHex()}`;
    if (this.#receipts.has(hash)) return hash;
    const isRedemption = hex.includes(LEDGER) && hex.includes(REDEEM_SELECTOR);
    const fails = this.fails ||
      [...this.failing].some((condition) => hex.includes(condition));
    const isTaken = isRedemption && !fails;
    this.#receipts.set(hash, {
      status: isTaken ? "0x1" : "0x0",
      logs: isTaken ? this.#pay(hex) : [],
    });
    return hash;
  }

  /** Pays every wallet that holds shares of the condition: there is one in these tests. Returns the log's entries. */
  #pay(hex: string): Row[] {
    const logs: Row[] = [];
    for (const market of this.#exchange.markets.values()) {
      const condition = String(market.row.conditionId).slice(2);
      if (!hex.includes(condition) || market.row.closed !== true) continue;
      const [yes = "0", no = "0"] = JSON.parse(
        String(market.row.outcomePrices),
      );
      for (const [address, wallet] of this.#exchange.wallets) {
        let paid = 0;
        for (const [token, price] of [[market.yes, yes], [market.no, no]]) {
          const size = wallet.shares.get(token) ?? 0;
          paid += Math.round(size * Number(price));
          wallet.shares.delete(token);
        }
        wallet.collateral += paid;
        logs.push({
          address: COLLATERAL,
          topics: [TRANSFER, word(LEDGER), word(address.slice(2))],
          data: word(paid.toString(16)),
        });
      }
      this.redeemed.push(`${market.row.slug} ${DOLLAR}`);
    }
    return logs;
  }
}
