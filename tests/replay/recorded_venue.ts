import type { MarketEvent } from "../../actors/ports/market_data.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { SimulatedExchange } from "../../venues/builtin/exchange.ts";
import { VenueServer } from "../../venues/builtin/venue_server.ts";
import { DflowMarketData } from "../../venues/dflow/market_data.ts";
import { wideBucket } from "../../venues/net/net_testing.ts";
import { TapeWriter } from "../../venues/tape/tape_writer.ts";

/** The recorded markets are those of this moment, whenever the test runs. */
const START_MS = 1_790_000_000_000;

/** A socket of our client whose other end is the test. */
class VenueSocket extends EventTarget {
  send(): void {}
  close(): void {}

  open(): void {
    this.dispatchEvent(new Event("open"));
  }

  deliver(text: string): void {
    this.dispatchEvent(new MessageEvent("message", { data: text }));
  }

  drop(): void {
    this.dispatchEvent(new Event("close"));
  }
}

/** What happens at one step, beside what the exchange sends. */
export interface Incident {
  readonly atMs: number;
  readonly kind: "drop" | "garbage";
}

/**
 * Records the built-in exchange, `durationMs` from `START_MS` on, with our own client under a simulated
 * clock: no server, no socket, no waiting. Returns what the client told the arena meanwhile.
 */
export async function recordVenue(options: {
  readonly path: string;
  readonly durationMs: number;
  readonly incidents: readonly Incident[];
}): Promise<readonly unknown[]> {
  const clock = new SimulatedClock({ startMs: START_MS });
  const exchange = new SimulatedExchange({ seed: 7 });
  const server = new VenueServer(exchange, clock);
  const tape = await TapeWriter.open({
    path: options.path,
    clock,
    onStopped: (reason) => {
      throw new Error(reason);
    },
  });
  const sockets: VenueSocket[] = [];
  const client = new DflowMarketData({
    endpoint: () => ({
      restUrl: "http://venue/api/v1",
      wsUrl: "ws://venue/api/v1/ws",
    }),
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    fetch: async (input, init) => await server.handle(new Request(input, init)),
    openSocket: () => {
      const socket = new VenueSocket();
      sockets.push(socket);
      clock.setTimer(() => socket.open(), 20);
      return socket;
    },
    record: (record) => tape.write(record),
  });
  const heard: unknown[] = [];
  const stop = new AbortController();
  const running = client.run(
    (event) => heard.push(comparable(event)),
    stop.signal,
  );
  const endMs = START_MS + options.durationMs;
  const incidents = [...options.incidents];
  for (let step = START_MS / exchange.stepMs;; step += 1) {
    const atMs = step * exchange.stepMs;
    if (atMs > endMs) break;
    clock.advanceTo(atMs);
    const socket = sockets.at(-1);
    const due = incidents[0];
    if (due !== undefined && START_MS + due.atMs <= atMs) {
      incidents.shift();
      if (due.kind === "drop") socket?.drop();
      else socket?.deliver('{"cut off');
    }
    for (const { text } of exchange.framesAt(step)) socket?.deliver(text);
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  }
  stop.abort();
  await running;
  await tape.close();
  return heard;
}

/** Returns what an event says, as it stands when it is heard: a book goes on changing. */
export function comparable(event: MarketEvent): unknown {
  switch (event.kind) {
    case "book_changed":
      return {
        kind: event.kind,
        depth: event.depth,
        yesBids: [...event.book.yesBids()],
        noBids: [...event.book.noBids()],
      };
    case "frame_rejected":
      return { kind: event.kind, message: event.rejection.message };
    default:
      return event;
  }
}
