import { hungUp } from "../hung_up.ts";
import { readTransaction } from "./fake_wallet.ts";

/** What a transaction does when the chain takes it. */
export interface PendingTransaction {
  readonly wallet: string;
  readonly isPurchase: boolean;
  readonly validUntil: number;
  readonly land: (signature: string) => void;
}

/** How the answer to a sent transaction is lost. */
export interface LostAnswer {
  /** Whether the chain takes the transaction all the same. */
  readonly isTaken: boolean;
  /** A 502, a connection that ends, or no word before `speak`. */
  readonly by: "failure" | "cut" | "silence";
  /** Waits for one that buys. @default {"anything"} */
  readonly of?: "purchase" | "anything";
}

/** A transaction whose answer was lost. */
export interface LostTransaction extends LostAnswer {
  readonly signature: string;
  readonly pending: PendingTransaction;
  /** Unix milliseconds. */
  readonly atMs: number;
}

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Blocks that there are and that another fork may still take the place of. */
const UNSETTLED_BLOCKS = 32;

/** A chain with balances, which takes the transactions that somebody prepared and their owner signed. */
export class FakeChain {
  /** Blocks that nothing takes back. */
  height = 1_000;
  sends = 0;
  /** What the node refuses the next transaction with, as code and words. */
  refusal: readonly [code: number, message: string] | null = null;
  /** Hears each question before it is answered. */
  onAsked: (method: string) => void = () => {};
  readonly lost: LostTransaction[] = [];
  readonly #losses: LostAnswer[] = [];
  readonly #balances = new Map<string, Map<string, bigint>>();
  readonly #pending = new Map<string, PendingTransaction>();
  readonly #landed = new Set<string>();
  /** Whether the block in which it failed stands for good. */
  readonly #failed = new Map<string, "confirmed" | "finalized">();
  #silence = Promise.withResolvers<void>();

  /** Loses the answer to the next transaction that is sent; called again, to the one after it as well. */
  lose(answer: LostAnswer): void {
    this.#losses.push(answer);
  }

  /** Answers those who wait for a word. */
  speak(): void {
    this.#silence.resolve();
    this.#silence = Promise.withResolvers();
  }

  /** Takes a transaction that it had not taken when its answer was lost. */
  take({ signature, pending }: LostTransaction): void {
    if (this.#landed.has(signature)) return;
    this.#landed.add(signature);
    pending.land(signature);
  }

  /** Has a lost transaction fail in a block that stands for good, or may still be given up. */
  fail({ signature }: LostTransaction, as: "confirmed" | "finalized"): void {
    this.#failed.set(signature, as);
  }

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
    this.onAsked(call.method);
    const result = call.method === "sendTransaction"
      ? await this.#send(String(call.params[0]))
      : this.#answer(call);
    if (result instanceof Response) return result;
    return Response.json({ jsonrpc: "2.0", id: call.id, ...result });
  }

  #answer({ method, params }: RpcRequest) {
    switch (method) {
      case "getBlockHeight": {
        const [{ commitment = "finalized" } = {}] = params as [
          { readonly commitment?: string }?,
        ];
        return {
          result: commitment === "finalized"
            ? this.height
            : this.height + UNSETTLED_BLOCKS,
        };
      }
      case "getSignatureStatuses": {
        const [[signature]] = params as [[string]];
        return { result: { value: [this.#statusOf(signature)] } };
      }
      case "getTokenAccountsByOwner":
        return { result: { value: this.#accounts(params) } };
      default:
        return { error: { code: -32601, message: "Method not found" } };
    }
  }

  #lossOf({ isPurchase }: PendingTransaction): LostAnswer | undefined {
    const [loss] = this.#losses;
    const isMeant = loss?.of !== "purchase" || isPurchase;
    return isMeant ? this.#losses.shift() : undefined;
  }

  #statusOf(signature: string) {
    const failed = this.#failed.get(signature);
    if (failed !== undefined) {
      const err = { InstructionError: [0, { Custom: 1 }] };
      return { slot: 1, err, confirmationStatus: failed };
    }
    return this.#landed.has(signature)
      ? { slot: 1, err: null, confirmationStatus: "finalized" }
      : null;
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

  async #send(base64: string) {
    this.sends += 1;
    const { signature, payer, message, isSigned } = readTransaction(
      Uint8Array.fromBase64(base64),
    );
    const refuse = (code: number, text: string) => ({
      error: { code, message: text },
    });
    if (!isSigned) {
      return refuse(-32003, "Transaction signature verification failure");
    }
    if (this.refusal !== null) return refuse(...this.refusal);
    if (this.#landed.has(signature)) return { result: signature };
    const pending = this.#pending.get(message);
    if (pending?.wallet !== payer) {
      return refuse(-32002, "Transaction simulation failed: unknown order");
    }
    if (this.height > pending.validUntil) {
      return refuse(-32002, "Transaction simulation failed: BlockhashNotFound");
    }
    const loss = this.#lossOf(pending);
    if (loss?.isTaken !== false) {
      this.#landed.add(signature);
      pending.land(signature);
    }
    if (loss === undefined) return { result: signature };
    this.lost.push({ ...loss, signature, pending, atMs: Date.now() });
    if (loss.by === "failure") {
      return new Response("bad gateway", { status: 502 });
    }
    if (loss.by === "cut") return hungUp();
    await this.#silence.promise;
    return { result: signature };
  }
}
