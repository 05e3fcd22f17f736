import type { z } from "zod";
import {
  FatalVenueError,
  TransientVenueError,
} from "../../actors/ports/execution.ts";
import { assertNever } from "../../domain/assert_never.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Clock } from "../../runtime/clock.ts";
import { KEYS_VARIABLE, PASSPHRASE_VARIABLE } from "./key_source.ts";
import {
  type SignerCommand,
  type SignerEvent,
  signerEventSchema,
} from "./protocol.ts";
import type { Signer } from "./signer.ts";

/** How the signers of one venue are opened. */
export interface OpenSignersOptions<Signed extends z.ZodType> {
  readonly venue: VenueId;
  /** The venue's own worker, which calls `serveSigner`. */
  readonly worker: URL;
  /** Checks what comes back. */
  readonly signedSchema: Signed;
  /** Of the key store; `null` where the environment alone has keys. */
  readonly path: string | null;
  readonly clock: Clock;
  /** Longest wait for the store to open, in milliseconds. @default {30000} */
  readonly openTimeoutMs?: number;
  /** Longest wait for a signature, in milliseconds. @default {5000} */
  readonly signTimeoutMs?: number;
  /** Hears once if the worker dies after it opened: nothing is signed any more in this process. */
  readonly onDeath: (error: Error) => void;
}

/** The signers of one venue, one per account that has keys. */
export interface Signers<Request, Signed> {
  /** Public identities, by account. */
  readonly identities: ReadonlyMap<string, string>;
  /** @throws {FatalVenueError} If there are no keys of that account. */
  of(account: string): Signer<Request, Signed>;
  /** Ends the worker. Calling it again does nothing. */
  stop(): void;
}

/**
 * Starts a worker that signs for one venue, and waits until it has read the keys.
 *
 * The worker may read the key store's file and the variables with passphrase and keys, and nothing else: no
 * network, no other file. What it read never leaves it. The caller forgets the variables once every signer is open.
 *
 * @throws {FatalVenueError} If the keys cannot be read; the message is one sentence without any secret in it.
 */
export async function openSigners<Request, Signed extends z.ZodType>(
  options: OpenSignersOptions<Signed>,
): Promise<Signers<Request, z.output<Signed>>> {
  const host = new SignerHost(options);
  const identities = await host.open();
  return {
    identities,
    of(account) {
      const identity = identities.get(account);
      if (identity === undefined) {
        throw new FatalVenueError(
          `Cannot trade live as there must be keys of ${options.venue}.${account}: current value is ${
            [...identities.keys()].join(", ") || "no account"
          }`,
        );
      }
      return {
        identity,
        sign: (request) => host.sign(account, request),
      };
    },
    stop: () => host.stop(),
  };
}

interface Pending<Signed> {
  readonly resolve: (signed: Signed) => void;
  readonly reject: (error: Error) => void;
}

class SignerHost<Signed extends z.ZodType> {
  readonly #options: OpenSignersOptions<Signed>;
  readonly #worker: Worker;
  readonly #opening = Promise.withResolvers<ReadonlyMap<string, string>>();
  readonly #pending = new Map<number, Pending<z.output<Signed>>>();
  #lastNumber = 0;
  #end: Error | null = null;
  #isOpen = false;

  constructor(options: OpenSignersOptions<Signed>) {
    this.#options = options;
    this.#worker = startWorker(options);
    this.#worker.addEventListener("message", (event) => {
      this.#hear(signerEventSchema.parse(event.data));
    });
    this.#worker.addEventListener("error", (event) => {
      // Unhandled, a worker's error ends the host too. What it says may quote a key, so nobody hears it.
      event.preventDefault();
      this.#die("an error in it");
    });
  }

  async open(): Promise<ReadonlyMap<string, string>> {
    const { venue, path, clock, openTimeoutMs = 30_000 } = this.#options;
    const cancelTimer = clock.setTimer(
      () => this.#die(`no answer within ${openTimeoutMs} ms`),
      openTimeoutMs,
    );
    this.#tell({ kind: "open", venue, path });
    try {
      return await this.#opening.promise;
    } finally {
      cancelTimer();
    }
  }

  async sign(account: string, request: unknown): Promise<z.output<Signed>> {
    if (this.#end !== null) throw this.#end;
    const { venue, clock, signTimeoutMs = 5_000 } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<
      z.output<Signed>
    >();
    const number = this.#lastNumber += 1;
    this.#pending.set(number, { resolve, reject });
    const cancelTimer = clock.setTimer(() =>
      reject(
        new TransientVenueError(
          `Cannot sign for ${venue}.${account} as the signer must answer within ${signTimeoutMs} ms: current value is no answer`,
        ),
      ), signTimeoutMs);
    this.#tell({ kind: "sign", number, account, request });
    try {
      return await promise;
    } finally {
      cancelTimer();
      this.#pending.delete(number);
    }
  }

  stop(): void {
    this.#finish(
      new FatalVenueError(
        `Cannot sign for ${this.#options.venue} as its signer must run: current value is stopped`,
      ),
    );
  }

  #hear(event: SignerEvent): void {
    switch (event.kind) {
      case "opened":
        this.#isOpen = true;
        return this.#opening.resolve(new Map(Object.entries(event.accounts)));
      case "refused":
        return this.#finish(new FatalVenueError(event.message));
      case "signed":
        return this.#onSigned(event.number, event.signed);
      case "failed":
        return this.#pending.get(event.number)?.reject(
          new FatalVenueError(event.message),
        );
      default:
        return assertNever(event);
    }
  }

  #onSigned(number: number, signed: unknown): void {
    const pending = this.#pending.get(number);
    const parsed = this.#options.signedSchema.safeParse(signed);
    if (parsed.success) return pending?.resolve(parsed.data);
    pending?.reject(
      new FatalVenueError(
        `Cannot sign for ${this.#options.venue} as the signer's answer must match its schema: current value is another shape`,
      ),
    );
  }

  #die(what: string): void {
    const { venue, onDeath } = this.#options;
    const error = new FatalVenueError(
      `Cannot sign for ${venue} as its signer must run: current value is ${what}`,
    );
    const wasOpen = this.#isOpen && this.#end === null;
    this.#finish(error);
    if (wasOpen) onDeath(error);
  }

  #finish(error: Error): void {
    if (this.#end !== null) return;
    this.#end = error;
    this.#worker.terminate();
    this.#opening.reject(error);
    for (const { reject } of this.#pending.values()) reject(error);
  }

  #tell(command: SignerCommand): void {
    this.#worker.postMessage(command);
  }
}

function startWorker<Signed extends z.ZodType>(
  { venue, worker, path }: OpenSignersOptions<Signed>,
): Worker {
  const permissions: Deno.PermissionOptionsObject = {
    env: [KEYS_VARIABLE, PASSPHRASE_VARIABLE],
    read: path === null ? false : [path],
    net: false,
    ffi: false,
    import: false,
    run: false,
    sys: false,
    write: false,
  };
  // The browser's types, which this project checks with, do not know Deno's options.
  const options: WorkerOptions = { type: "module", name: `${venue} signer` };
  return new Worker(worker, Object.assign(options, { deno: { permissions } }));
}
