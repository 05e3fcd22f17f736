import { keccak_256 as keccak256 } from "@noble/hashes/sha3";
import type { FakeExchange, FakeMarket, Row } from "./fake_exchange.ts";
import { type ReadTransaction, readTransaction } from "./fake_transaction.ts";

/** Who pays out, and what its payout call begins with. */
const LEDGER = "0x4d97dcd97ec945f40cf65f87097ace5ea0476045";
const ADAPTER = "0xd91e80cf2e7be2e162c6513ced06f1dd0da35296";
const ROUTER = "0x12121212006e4cd160d18e3f00711da5c3372600";
const SELECTORS = {
  [LEDGER]: selectorOf("redeemPositions(address,bytes32,bytes32,uint256[])"),
  [ADAPTER]: selectorOf("redeemPositions(bytes32,uint256[])"),
  [ROUTER]: selectorOf("redeem(bytes31,uint256,uint256)"),
};
/** What the venue pays in. */
const COLLATERAL = "0xc011a7e12a19f7b1f670d46f03b03f3342e82dfb";
const TRANSFER = `0x${digestOf("Transfer(address,address,uint256)")}`;

function digestOf(text: string): string {
  return keccak256(new TextEncoder().encode(text)).toHex();
}

function selectorOf(signature: string): string {
  return digestOf(signature).slice(0, 8);
}

function word(hex: string): string {
  return `0x${hex.toLowerCase().padStart(64, "0")}`;
}

/** What a redemption gives up of one market, in millionths by token. */
interface Claim {
  readonly market: FakeMarket;
  readonly gives: ReadonlyMap<string, number>;
}

/**
 * The chain's node: takes redemptions of all three ledgers, and pays whoever signed them from what it holds.
 *
 * A wallet's transactions are taken in the order of their numbers, one each.
 */
export class FakeChain {
  readonly #exchange: FakeExchange;
  /** What was paid: `slug` and dollars. */
  readonly redeemed: string[] = [];
  readonly #receipts = new Map<string, Row>();
  readonly #waiting = new Map<number, ReadTransaction>();
  #mined = 0;
  /** In wei; it is never the same twice. */
  #gasPrice = 30_000_000_000;
  /** While set, transactions are taken and fail. */
  fails = false;
  /** While set, transactions wait until `mine`. */
  isSlow = false;
  /** While set, the node takes no transaction in. */
  isDeaf = false;
  /** Conditions of which every redemption fails, without "0x". */
  readonly failing = new Set<string>();

  constructor(exchange: FakeExchange) {
    this.#exchange = exchange;
  }

  answer({ id, method, params }: Row): Row {
    if (this.isDeaf && method === "eth_sendRawTransaction") {
      return { jsonrpc: "2.0", id, error: { message: "the node is full" } };
    }
    const result = this.#call(String(method), params as readonly string[]);
    return { jsonrpc: "2.0", id, result };
  }

  /** Takes what waits. */
  mine(): void {
    for (;;) {
      const next = this.#waiting.get(this.#mined);
      if (next === undefined) return;
      this.#waiting.delete(this.#mined);
      this.#mined += 1;
      this.#receipts.set(next.hash, this.#execute(next));
    }
  }

  #call(method: string, params: readonly string[]): unknown {
    switch (method) {
      case "eth_getTransactionCount": {
        const waiting = params[1] === "pending" ? this.#waiting.size : 0;
        return `0x${(this.#mined + waiting).toString(16)}`;
      }
      case "eth_gasPrice":
        return `0x${(this.#gasPrice += 1).toString(16)}`;
      case "eth_sendRawTransaction":
        return this.#send(params[0] ?? "");
      case "eth_getTransactionReceipt":
        return this.#receipts.get(params[0] ?? "") ?? null;
      default:
        throw new Error(`unknown method ${method}`);
    }
  }

  #send(raw: string): string {
    const transaction = readTransaction(raw);
    const { hash, nonce, from } = transaction;
    if (!this.#exchange.wallets.has(from)) throw new Error("unknown sender");
    if (this.#receipts.has(hash)) return hash;
    if (nonce < this.#mined) throw new Error("nonce too low");
    this.#waiting.set(nonce, transaction);
    if (!this.isSlow) this.mine();
    return hash;
  }

  #execute(transaction: ReadTransaction): Row {
    const claim = this.#claimOf(transaction);
    const isFailing = this.fails ||
      [...this.failing].some((condition) =>
        transaction.data.includes(condition)
      );
    if (claim === null || isFailing) return { status: "0x0", logs: [] };
    const paid = this.#pay(transaction, claim);
    return { status: "0x1", logs: [...besides(transaction), paid] };
  }

  /** Reads a payout call by the ABI's rules; `null` for what the contract would refuse. */
  #claimOf({ from, to, data }: ReadTransaction): Claim | null {
    if (data.slice(0, 8) !== SELECTORS[to as keyof typeof SELECTORS]) {
      return null;
    }
    const words = data.slice(8).match(/.{64}/g) ?? [];
    const numberAt = (at: number) => Number(BigInt(`0x${words[at] ?? "0"}`));
    const shares = this.#exchange.wallets.get(from)?.shares;
    const held = (token: string) => shares?.get(token) ?? 0;
    const condition = words[to === LEDGER ? 2 : 0] ?? "";
    const market = [...this.#exchange.markets.values()].find(({ row }) =>
      String(row.conditionId).slice(2).padEnd(64, "0") === condition
    );
    if (market === undefined || market.row.closed !== true) return null;
    const { yes, no } = market;
    if (ledgerOf(market) !== to) return null;
    if (to === LEDGER) {
      return { market, gives: new Map([[yes, held(yes)], [no, held(no)]]) };
    }
    const at = numberAt(1) / 32;
    const gives = to === ADAPTER
      ? new Map([[yes, numberAt(at + 1)], [no, numberAt(at + 2)]])
      : new Map([[numberAt(1) === 0 ? yes : no, numberAt(2)]]);
    // Unlike the ledger of V1, these pay by the amounts that they are told.
    const isHeld = [...gives].every(([token, size]) => size <= held(token));
    return isHeld ? { market, gives } : null;
  }

  /** Pays the signer. Returns the log's entry. */
  #pay({ from, to }: ReadTransaction, { market, gives }: Claim): Row {
    const wallet = this.#exchange.wallets.get(from);
    const [yes = "0", no = "0"] = JSON.parse(String(market.row.outcomePrices));
    let paid = 0;
    for (const [token, size] of gives) {
      paid += Math.round(size * Number(token === market.yes ? yes : no));
      wallet?.shares.set(token, (wallet.shares.get(token) ?? 0) - size);
    }
    if (wallet !== undefined) wallet.collateral += paid;
    this.redeemed.push(`${market.row.slug} ${paid / 1_000_000}`);
    return {
      address: COLLATERAL,
      topics: [TRANSFER, word(to.slice(2)), word(from.slice(2))],
      data: word(paid.toString(16)),
    };
  }
}

/** What else a transaction moves: the venue's dollars to a stranger, and another token to the wallet itself. */
function besides({ from, to }: ReadTransaction): readonly Row[] {
  const sent = (address: string, receiver: string) => ({
    address,
    topics: [TRANSFER, word(to.slice(2)), word(receiver)],
    data: word((123_456).toString(16)),
  });
  return [sent(COLLATERAL, "57".repeat(20)), sent(LEDGER, from.slice(2))];
}

/** The contract that keeps the positions of a market. */
function ledgerOf({ row }: FakeMarket): string {
  if (row.version === "v2") return ROUTER;
  return row.negRisk === true ? ADAPTER : LEDGER;
}
