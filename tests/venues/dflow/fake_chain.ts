import { readTransaction } from "./fake_wallet.ts";

/** What a transaction does when the chain takes it. */
export interface PendingTransaction {
  readonly wallet: string;
  readonly validUntil: number;
  readonly land: (signature: string) => void;
}

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A chain with balances, which takes the transactions that somebody prepared and their owner signed. */
export class FakeChain {
  height = 1_000;
  /** Sent transactions that vanish without an answer, and those that land and whose answer is lost. */
  vanish = 0;
  dropAcks = 0;
  sends = 0;
  readonly #balances = new Map<string, Map<string, bigint>>();
  readonly #pending = new Map<string, PendingTransaction>();
  readonly #landed = new Set<string>();

  balance(owner: string, mint: string): bigint {
    return this.#balances.get(owner)?.get(mint) ?? 0n;
  }

  /** What all owners hold of one token. */
  held(mint: string): bigint {
    return [...this.#balances.values()].reduce(
      (sum, tokens) => sum + (tokens.get(mint) ?? 0n),
      0n,
    );
  }

  pay(owner: string, mint: string, amount: bigint): void {
    const tokens = this.#balances.get(owner) ?? new Map<string, bigint>();
    tokens.set(mint, (tokens.get(mint) ?? 0n) + amount);
    this.#balances.set(owner, tokens);
  }

  /** Expects a transaction whose message has this hex. */
  prepare(message: string, transaction: PendingTransaction): void {
    this.#pending.set(message, transaction);
  }

  async handle(request: Request): Promise<Response> {
    const call: RpcRequest = await request.json();
    const result = this.#answer(call);
    if (result instanceof Response) return result;
    return Response.json({ jsonrpc: "2.0", id: call.id, ...result });
  }

  #answer({ method, params }: RpcRequest) {
    switch (method) {
      case "getBlockHeight":
        return { result: this.height };
      case "getSignatureStatuses": {
        const [[signature]] = params as [[string]];
        return {
          result: {
            value: [this.#landed.has(signature) ? { slot: 1 } : null],
          },
        };
      }
      case "getTokenAccountsByOwner":
        return { result: { value: this.#accounts(params) } };
      case "sendTransaction":
        return this.#send(String(params[0]));
      default:
        return { error: { code: -32601, message: "Method not found" } };
    }
  }

  #accounts([owner, filter]: readonly unknown[]) {
    const { mint } = filter as { readonly mint?: string };
    const tokens = this.#balances.get(String(owner)) ?? new Map();
    return [...tokens].filter(([of]) => mint === undefined || of === mint)
      .map(([of, amount]) => ({
        account: {
          data: {
            parsed: {
              info: { mint: of, tokenAmount: { amount: String(amount) } },
            },
          },
        },
      }));
  }

  #send(base64: string) {
    this.sends += 1;
    if (this.vanish > 0) {
      this.vanish -= 1;
      return new Response("bad gateway", { status: 502 });
    }
    const { signature, payer, message, isSigned } = readTransaction(
      Uint8Array.fromBase64(base64),
    );
    const refusal = (code: number, text: string) => ({
      error: { code, message: text },
    });
    if (!isSigned) {
      return refusal(-32003, "Transaction signature verification failure");
    }
    if (this.#landed.has(signature)) return { result: signature };
    const pending = this.#pending.get(message);
    if (pending?.wallet !== payer) {
      return refusal(-32002, "Transaction simulation failed: unknown order");
    }
    if (this.height > pending.validUntil) {
      return refusal(
        -32002,
        "Transaction simulation failed: BlockhashNotFound",
      );
    }
    this.#landed.add(signature);
    pending.land(signature);
    if (this.dropAcks > 0) {
      this.dropAcks -= 1;
      return new Response("bad gateway", { status: 502 });
    }
    return { result: signature };
  }
}
