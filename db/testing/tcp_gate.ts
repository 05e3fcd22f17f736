/**
 * A gate on the way to a TCP server, for outages that are real: connections break, are refused, or fall silent.
 *
 * @module
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { TEST_DEPS } from "./databases.ts";

/**
 * How a server goes away.
 *
 * - `refused`: its process has died. Connections are reset and new ones refused; it comes back on the same port.
 * - `silent`: the network is down. Nothing arrives in either direction, and all of it does once the network is back.
 * - `lost`: its machine has died. As `silent`, but what was open before stays silent for ever.
 * - `deaf`: what clients say arrives, and no answer does; what is open then breaks once the network is back.
 */
export type Outage = "refused" | "silent" | "lost" | "deaf";

/**
 * Below the ports that systems hand out by themselves: while the gate refuses, nobody else comes to listen here,
 * and no connection to the port has the port itself as its source and so reaches itself.
 */
const PORT_MIN = 20_000;
const PORTS = 12_000;
const ATTEMPTS_MAX = 20;

const DECODER = new TextDecoder();

/** Forwards TCP connections to one server until it is closed, and again once it is opened. */
export class TcpGate implements AsyncDisposable {
  /** Where clients connect to, on the loopback. */
  readonly port: number;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #wires = new Set<Wire>();
  #outage: Outage | null = null;
  /** What the next outage begins with, while that is waited for. */
  #cue: { readonly text: string; readonly onHeard: () => void } | null = null;

  /** Use `before`. */
  constructor(
    target: { readonly host: string; readonly port: number },
    port: number,
  ) {
    this.#target = target;
    this.port = port;
    // A client that is done may still be owed an answer.
    this.#server = createServer(
      { allowHalfOpen: true },
      (client) => this.#join(client),
    );
  }

  /** Opens a gate before the server that `url` names, on a port that is free. */
  static async before({ hostname, port }: URL): Promise<TcpGate> {
    const target = { host: hostname, port: Number(port || 5432) };
    for (let attempt = 1;; attempt++) {
      const gate = new TcpGate(
        target,
        PORT_MIN + TEST_DEPS.random.integer(PORTS),
      );
      try {
        await gate.#listen();
        return gate;
      } catch (error) {
        if (attempt === ATTEMPTS_MAX) throw error;
      }
    }
  }

  /** Returns `url` by the way through this gate. */
  through(url: string): string {
    const gated = new URL(url);
    gated.hostname = "127.0.0.1";
    gated.port = String(this.port);
    return gated.href;
  }

  /**
   * Makes the server go away; it must be open.
   *
   * @param before What a client must be about to say first. It does not get through. @default {nothing, so at once}
   */
  async close(outage: Outage, before?: string): Promise<void> {
    if (before !== undefined) await this.#hear(before);
    this.#outage = outage;
    if (outage !== "refused") {
      for (const wire of this.#wires) {
        if (outage === "deaf") wire.deafen();
        else wire.hold();
      }
      return;
    }
    const closed = Promise.withResolvers<void>();
    this.#server.close(() => closed.resolve());
    for (const wire of this.#wires) wire.reset();
    await closed.promise;
  }

  /** Brings the server back; it must be closed. */
  async open(): Promise<void> {
    const outage = this.#outage;
    this.#outage = null;
    if (outage === "refused") return await this.#listen();
    for (const wire of this.#wires) {
      if (outage === "lost") wire.forsake();
      else if (outage === "deaf") wire.reset();
      else wire.release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#outage !== "refused") await this.close("refused");
  }

  #listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen(this.port, "127.0.0.1", () => {
      this.#server.off("error", reject);
      resolve();
    });
    return promise;
  }

  #hear(text: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#cue = { text, onHeard: resolve };
    return promise;
  }

  /** What is not let through is cut off before anything else is. */
  #admits(said: Uint8Array): boolean {
    if (this.#cue === null) return true;
    const { text, onHeard } = this.#cue;
    if (!DECODER.decode(said).includes(text)) return true;
    this.#cue = null;
    onHeard();
    return false;
  }

  #join(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const wire = new Wire({
      client,
      server,
      admits: (said) => this.#admits(said),
      onClosed: () => this.#wires.delete(wire),
    });
    this.#wires.add(wire);
    if (this.#outage === null || this.#outage === "deaf") wire.release();
    if (this.#outage === "deaf") wire.deafen();
  }
}

interface WireEnds {
  readonly client: Socket;
  readonly server: Socket;
  /** Whether what the client says is let through. */
  readonly admits: (said: Uint8Array) => boolean;
  readonly onClosed: () => void;
}

/** One client's connection to the server, held until it is released. */
class Wire {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #onSaid: (said: Uint8Array) => void;
  #isForsaken = false;

  constructor({ client, server, admits, onClosed }: WireEnds) {
    this.#client = client;
    this.#server = server;
    this.#onSaid = (said) => {
      if (admits(said)) return void server.write(said);
      this.hold();
      client.unshift(said);
    };
    client.on("end", () => server.end());
    client.on("close", () => {
      server.destroy();
      onClosed();
    });
    server.on("close", () => {
      if (!this.#isForsaken) client.destroy();
    });
    // Whichever end breaks, the other one learns of it by `close`.
    for (const socket of [client, server]) socket.on("error", () => {});
  }

  /** Lets nothing through; what comes is kept. */
  hold(): void {
    this.#client.off("data", this.#onSaid);
    this.#server.unpipe(this.#client);
    this.#client.pause();
    this.#server.pause();
  }

  /** Lets through what the client says, and drops the answers. */
  deafen(): void {
    this.#server.unpipe(this.#client);
    this.#server.resume();
  }

  /** Lets everything through, beginning with what was kept. */
  release(): void {
    this.#client.on("data", this.#onSaid);
    this.#client.resume();
    this.#server.pipe(this.#client);
  }

  /** Lets nothing through any more, and the server forget: only the client still believes in it. */
  forsake(): void {
    this.#isForsaken = true;
    this.#server.resetAndDestroy();
  }

  /** Breaks it for both. */
  reset(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }
}
