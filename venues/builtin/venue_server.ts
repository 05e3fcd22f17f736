import { Hono } from "hono";
import { z } from "zod";
import type { Clock } from "../../runtime/mod.ts";
import {
  type DflowChannel,
  marketStatusField,
  type SubscribeRequest,
  subscribeSchema,
} from "../dflow/schema.ts";
import type { OutgoingFrame, SimulatedExchange } from "./exchange.ts";
import { FaultPlan, type FrameFault } from "./fault_plan.ts";

/** Where dflow's metadata API starts. */
export const API_PATH = "/api/v1";

const SOCKETS_MAX = 64;
/** A socket that reads too slowly is dropped instead of buffered without bound. */
const BUFFERED_BYTES_MAX = 4_000_000;
/** Steps sent late after a stall; older ones are lost, as on a real feed. */
const CATCH_UP_STEPS_MAX = 16;

const listQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.coerce.number().int().min(0).default(0),
  status: marketStatusField.optional(),
});
const batchSchema = z.object({
  tickers: z.array(z.string()).max(100).default([]),
});

/** What one socket wants of a channel. */
type Subscription = "all" | Set<string>;

/** Serves a simulated exchange as dflow's metadata API: the REST calls and the socket that our client uses. */
export class VenueServer {
  readonly #exchange: SimulatedExchange;
  readonly #clock: Clock;
  readonly #app: Hono;
  readonly #sockets = new Map<WebSocket, Map<DflowChannel, Subscription>>();
  readonly #faults = new FaultPlan();
  #lastStep: number;

  constructor(exchange: SimulatedExchange, clock: Clock) {
    this.#exchange = exchange;
    this.#clock = clock;
    this.#app = this.#routes();
    this.#lastStep = this.#currentStep();
  }

  /** Answers one request; hand it to `Deno.serve`. */
  readonly handle = (request: Request): Response | Promise<Response> =>
    this.#app.fetch(request);

  /** Sends frames from the next step on. */
  start(): void {
    const nowMs = this.#clock.nowMs();
    const nextMs = (this.#currentStep() + 1) * this.#exchange.stepMs;
    this.#clock.setTimer(() => {
      this.#sendDue();
      this.start();
    }, Math.max(1, nextMs - nowMs));
  }

  /** Spoils what is sent from now on. */
  fault(fault: FrameFault): void {
    this.#faults.add(fault, this.#clock.nowMs());
  }

  /** Closes every socket. */
  dropConnections(): void {
    for (const socket of this.#sockets.keys()) socket.close();
    this.#sockets.clear();
  }

  #routes(): Hono {
    const app = new Hono().basePath(API_PATH);
    app.get("/markets", (context) => {
      const query = listQuerySchema.safeParse(context.req.query());
      if (!query.success) return context.json({ code: "bad_request" }, 400);
      const { limit, cursor, status = null } = query.data;
      const markets = this.#exchange.markets(this.#clock.nowMs(), status);
      const end = cursor + limit;
      return context.json({
        markets: markets.slice(cursor, end),
        cursor: end < markets.length ? end : null,
      });
    });
    app.post("/markets/batch", async (context) => {
      const body = batchSchema.safeParse(
        await context.req.json().catch(() => null),
      );
      if (!body.success) return context.json({ code: "bad_request" }, 400);
      const nowMs = this.#clock.nowMs();
      const markets = body.data.tickers
        .map((ticker) => this.#exchange.market(ticker, nowMs))
        .filter((market) => market !== null);
      return context.json({ markets, cursor: null });
    });
    app.get("/market/:ticker", (context) => {
      const ticker = context.req.param("ticker");
      const market = this.#exchange.market(ticker, this.#clock.nowMs());
      return market === null
        ? context.json({ code: "not_found" }, 404)
        : context.json(market);
    });
    app.get(
      "/series",
      (context) => context.json({ series: this.#exchange.series() }),
    );
    app.get("/orderbook/:ticker", (context) => {
      const ticker = context.req.param("ticker");
      const book = this.#exchange.orderbook(ticker, this.#clock.nowMs());
      return book === null
        ? context.json({ code: "not_found" }, 404)
        : context.json(book);
    });
    app.get("/ws", (context) => this.#upgrade(context.req.raw));
    return app;
  }

  #upgrade(request: Request): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("expected a WebSocket upgrade", { status: 426 });
    }
    if (this.#sockets.size >= SOCKETS_MAX) {
      return new Response("too many sockets", { status: 503 });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    const subscriptions = new Map<DflowChannel, Subscription>();
    this.#sockets.set(socket, subscriptions);
    socket.onmessage = ({ data }) => subscribe(subscriptions, data);
    socket.onclose = () => this.#sockets.delete(socket);
    socket.onerror = () => this.#sockets.delete(socket);
    return response;
  }

  #currentStep(): number {
    return Math.floor(this.#clock.nowMs() / this.#exchange.stepMs);
  }

  #sendDue(): void {
    const step = this.#currentStep();
    const first = Math.max(this.#lastStep + 1, step - CATCH_UP_STEPS_MAX);
    for (let due = first; due <= step; due += 1) {
      const frames = this.#exchange.framesAt(due);
      this.#send(this.#faults.apply(frames, this.#clock.nowMs()));
    }
    this.#lastStep = step;
  }

  #send(frames: readonly OutgoingFrame[]): void {
    for (const [socket, subscriptions] of this.#sockets) {
      if (socket.readyState !== WebSocket.OPEN) continue;
      if (socket.bufferedAmount > BUFFERED_BYTES_MAX) {
        socket.close();
        continue;
      }
      for (const frame of frames) {
        if (isWanted(subscriptions.get(frame.channel), frame.ticker)) {
          socket.send(frame.text);
        }
      }
    }
  }
}

function isWanted(wanted: Subscription | undefined, ticker: string): boolean {
  return wanted === "all" || wanted?.has(ticker) === true;
}

/** Follows one request of a client; what is not a request is ignored, as the protocol has no answer for it. */
function subscribe(
  subscriptions: Map<DflowChannel, Subscription>,
  message: unknown,
): void {
  const request = parseRequest(message);
  if (request === null) return;
  const current = subscriptions.get(request.channel);
  if ("all" in request) {
    if (request.type === "subscribe") subscriptions.set(request.channel, "all");
    else subscriptions.delete(request.channel);
    return;
  }
  if (request.type === "subscribe") {
    const before = current === "all" || current === undefined ? [] : current;
    subscriptions.set(
      request.channel,
      new Set([...before, ...request.tickers]),
    );
  } else if (current !== "all") {
    for (const ticker of request.tickers) current?.delete(ticker);
  }
}

function parseRequest(message: unknown): SubscribeRequest | null {
  if (typeof message !== "string") return null;
  try {
    const parsed = subscribeSchema.safeParse(JSON.parse(message));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
