import { replyEvents, type ScriptedReply } from "../models/reply_events.ts";

const ENCODER = new TextEncoder();
const STREAM = { headers: { "content-type": "text/event-stream" } };

/** A stream that the test writes itself, piece by piece. */
export interface OpenReply {
  readonly model: string;
  /** Sends one event now. */
  readonly send: (event: string) => void;
  readonly end: () => void;
}

/** What the provider does with a request. */
export type ProviderMode =
  | { readonly kind: "reply"; readonly reply: ScriptedReply }
  /** `model` is held open for the test; everybody else gets `reply`. */
  | {
    readonly kind: "hold";
    readonly model: string;
    readonly reply: ScriptedReply;
  }
  | { readonly kind: "down" };

/** An OpenAI-compatible provider whose streams a test can hold in its hand. */
export class ModelProvider implements AsyncDisposable {
  mode: ProviderMode;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #open = new Set<OpenReply>();
  #waiting: ((reply: OpenReply) => void) | null = null;

  constructor(mode: ProviderMode) {
    this.mode = mode;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => this.#answer(await request.json()),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/v1`;
  }

  /** Resolves to the next stream that is held open. */
  held(): Promise<OpenReply> {
    const [open] = this.#open;
    if (open !== undefined) {
      this.#open.delete(open);
      return Promise.resolve(open);
    }
    return new Promise((resolve) => this.#waiting = resolve);
  }

  /** Ends every stream that nobody has taken in hand. */
  letGo(): void {
    for (const open of this.#open) open.end();
    this.#open.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #answer(body: Readonly<Record<string, unknown>>): Response {
    const { mode } = this;
    const model = String(body["model"]);
    if (mode.kind === "down") {
      return Response.json({ error: { code: 503, message: "Down" } }, {
        status: 503,
      });
    }
    if (mode.kind === "hold" && mode.model === model) return this.#hold(model);
    return new Response(replyEvents(mode.reply, model).join(""), STREAM);
  }

  #hold(model: string): Response {
    let isOpen = true;
    let held: OpenReply | null = null;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const open: OpenReply = {
          model,
          send: (event) => {
            if (isOpen) controller.enqueue(ENCODER.encode(event));
          },
          end: () => {
            if (isOpen) controller.close();
            isOpen = false;
          },
        };
        held = open;
        if (this.#waiting === null) this.#open.add(open);
        else this.#waiting(open);
        this.#waiting = null;
      },
      cancel: () => {
        isOpen = false;
        // Whoever asked has gone: nobody reads what would be sent.
        if (held !== null) this.#open.delete(held);
      },
    });
    return new Response(stream, STREAM);
  }
}
