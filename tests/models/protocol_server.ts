import { canonicalJson } from "../../domain/canonical_json.ts";
import { sha256Hex } from "../../domain/digest.ts";
import { SeededRandom } from "../../runtime/seeded_random.ts";
import { Conditions } from "./conditions.ts";
import { replyEvents, type ScriptedReply } from "./reply_events.ts";
import { seededReply } from "./seeded_reply.ts";

/** What the server does with one request. */
export type Script =
  /** A stream as OpenRouter sends it. */
  | { readonly kind: "reply"; readonly reply: ScriptedReply }
  /** A stream written by hand; with `hang` it never ends. */
  | {
    readonly kind: "events";
    readonly text: string;
    readonly after?: "end" | "hang";
  }
  /** An answer that is no stream. */
  | {
    readonly kind: "body";
    readonly status: number;
    readonly text: string;
    readonly headers?: Readonly<Record<string, string>>;
  }
  /** No answer at all until the client goes away. */
  | { readonly kind: "silence" };

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How the server answers what it has no script for. */
export type Decide = (
  body: Readonly<Record<string, unknown>>,
  random: SeededRandom,
) => ScriptedReply;

/** Options of a server. */
export interface ProtocolServerOptions {
  /** @default {1} */
  readonly seed?: number;
  /** @default {seededReply} */
  readonly decide?: Decide;
}

/**
 * An OpenAI-compatible server on loopback, with the shapes that real providers send and the faults that they have.
 *
 * Without a script it decides by seed and request alone: eight models get eight different answers, and the same ones in
 * every run, whatever the order in which they ask.
 */
export class ProtocolServer {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #seed: number;
  readonly #decide: Decide;
  readonly #scripts = new Map<string, Script[]>();
  readonly #open = new Set<() => void>();
  readonly #requests: ReceivedRequest[] = [];
  readonly #arrivals = new Conditions();
  readonly #bills = new Map<string, (number | null)[]>();
  readonly #billsAsked: ReceivedRequest[] = [];

  constructor({ seed = 1, decide = seededReply }: ProtocolServerOptions = {}) {
    this.#seed = seed;
    this.#decide = decide;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  /** Base URL for a client. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  /** Every request so far, in order of arrival. */
  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  /** Resolves once that many requests have arrived. */
  received(count: number): Promise<void> {
    return this.#arrivals.until(() => this.#requests.length >= count);
  }

  /** Answers the next requests for `model` by these scripts, one each. */
  script(model: string, ...scripts: readonly Script[]): void {
    this.#scripts.set(model, [
      ...this.#scripts.get(model) ?? [],
      ...scripts,
    ]);
  }

  /** Every question so far for what a generation cost. */
  get billsAsked(): readonly ReceivedRequest[] {
    return this.#billsAsked;
  }

  /**
   * Answers questions for what a generation cost, in dollars, in this order and then by the last; `null` is a 404, as
   * while it is not written down yet. Without a word about a generation the question is refused.
   */
  bill(id: string, ...dollars: readonly (number | null)[]): void {
    this.#bills.set(id, [...dollars]);
  }

  /** Ends every answer that is under way. */
  hangUp(): void {
    for (const end of this.#open) end();
  }

  /** Ends every connection and stops. */
  async close(): Promise<void> {
    this.hangUp();
    await this.#server.shutdown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url);
    if (request.method === "GET" && pathname === "/v1/generation") {
      const path = `${pathname}${search}`;
      this.#billsAsked.push({ path, headers: request.headers, body: {} });
      return this.#bill(searchParams.get("id") ?? "");
    }
    const body = await request.json() as Record<string, unknown>;
    this.#requests.push({ path: pathname, headers: request.headers, body });
    this.#arrivals.check();
    const model = String(body["model"]);
    const script = this.#scripts.get(model)?.shift() ?? {
      kind: "reply",
      reply: this.#decide(body, this.#randomOf(body)),
    };
    switch (script.kind) {
      case "reply":
        return this.#stream(replyEvents(script.reply, model), "end");
      case "events":
        return this.#stream([script.text], script.after ?? "end");
      case "body":
        return new Response(script.text, {
          status: script.status,
          headers: { "content-type": "application/json", ...script.headers },
        });
      case "silence":
        return this.#silence();
    }
  }

  /** In the shape of OpenRouter's `GET /generation`. */
  #bill(id: string): Response {
    const answers = this.#bills.get(id);
    if (answers === undefined) return new Response("{}", { status: 400 });
    const cost = answers.length > 1 ? answers.shift() : answers[0];
    if (typeof cost !== "number") {
      const error = { code: 404, message: `Generation ${id} not found` };
      return Response.json({ error }, { status: 404 });
    }
    return Response.json({
      data: {
        id,
        total_cost: cost,
        tokens_prompt: 10,
        tokens_completion: 25,
        native_tokens_prompt: 10,
        native_tokens_completion: 25,
        cache_discount: null,
        cancelled: true,
        streamed: true,
      },
    });
  }

  #randomOf(body: Readonly<Record<string, unknown>>): SeededRandom {
    return new SeededRandom(`${this.#seed}:${sha256Hex(canonicalJson(body))}`);
  }

  #stream(pieces: readonly string[], after: "end" | "hang"): Response {
    const encoder = new TextEncoder();
    const left = pieces.map((piece) => encoder.encode(piece));
    let end = () => {};
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        end = () => {
          if (this.#open.delete(end)) controller.close();
        };
        this.#open.add(end);
      },
      pull: (controller) => {
        const next = left.shift();
        if (next !== undefined) controller.enqueue(next);
        else if (after === "end") end();
        else return new Promise(() => {});
      },
      cancel: () => {
        this.#open.delete(end);
      },
    }, { highWaterMark: 0 });
    return new Response(stream, {
      headers: { "content-type": "text/event-stream" },
    });
  }

  #silence(): Promise<Response> {
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.#open.add(() => resolve(new Response(null, { status: 503 })));
    return promise;
  }
}
