import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { signal } from "@preact/signals";
import type { ArenaView, ConnectionState } from "../../domain/view.ts";
import type { ViewDelta } from "../../domain/view_delta.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { ArenaStream } from "./arena_stream.ts";

const INITIAL: ArenaView = { ...emptyView(SAMPLE_ORIGIN), seq: 4 };

/** A browser's event source whose server the test plays. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static readonly opened: FakeEventSource[] = [];
  readonly url: string;
  readyState = 0;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  static get newest(): FakeEventSource {
    const source = FakeEventSource.opened.at(-1);
    if (source === undefined) {
      throw new TypeError("Cannot take the newest source as one must be open");
    }
    return source;
  }

  say(name: string, payload: unknown, lastEventId: string): void {
    this.dispatchEvent(
      new MessageEvent(name, { data: JSON.stringify(payload), lastEventId }),
    );
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

function ticked(seq: number): ViewDelta {
  return { kind: "clock_ticked", nowMs: seq, journalSequence: seq, seq };
}

/** Opens a stream over fakes and hands it to `body`. */
function withStream(
  body: (stage: {
    readonly view: { readonly value: ArenaView };
    readonly connection: { readonly value: ConnectionState };
    readonly time: FakeTime;
  }) => void,
  position: string | null = "e-4",
): void {
  using time = new FakeTime();
  const real = globalThis.EventSource;
  FakeEventSource.opened.length = 0;
  Object.assign(globalThis, { EventSource: FakeEventSource });
  try {
    const view = signal(INITIAL);
    const connection = signal<ConnectionState>("static");
    new ArenaStream({ view, connection, position, eventId: null }).open();
    body({ view, connection, time });
  } finally {
    Object.assign(globalThis, { EventSource: real });
  }
}

Deno.test("ArenaStream goes on from where the page was rendered", () => {
  withStream(({ view, connection }) => {
    assertEquals(FakeEventSource.newest.url, "/stream?after=e-4");
    assertEquals(connection.value, "connecting");
    FakeEventSource.newest.say("deltas", [ticked(5), ticked(6)], "e-6");
    assertEquals([view.value.seq, view.value.nowMs], [6, 6]);
    assertEquals(connection.value, "live");
  });
});

Deno.test("ArenaStream takes a snapshot for the whole view", () => {
  withStream(({ view }) => {
    FakeEventSource.newest.say("snapshot", { ...INITIAL, seq: 90 }, "f-90");
    FakeEventSource.newest.say("deltas", [ticked(91)], "f-91");
    assertEquals(view.value.seq, 91);
  });
});

Deno.test("ArenaStream asks for a snapshot when deltas are missing", () => {
  withStream(({ view }) => {
    FakeEventSource.newest.say("deltas", [ticked(7)], "e-7");
    assertEquals(FakeEventSource.opened.length, 2);
    assertEquals(FakeEventSource.newest.url, "/stream");
    assertEquals(view.value.seq, 4);
  });
});

Deno.test("ArenaStream leaves a lost connection to the browser but opens a closed one again", () => {
  withStream(({ connection, time }) => {
    FakeEventSource.newest.say("deltas", [ticked(5)], "e-5");
    FakeEventSource.newest.fail(0);
    time.tick(2_000);
    assertEquals(FakeEventSource.opened.length, 1);
    assertEquals(connection.value, "reconnecting");
    FakeEventSource.newest.fail(FakeEventSource.CLOSED);
    time.tick(600);
    assertEquals(FakeEventSource.opened.length, 2);
    assertEquals(FakeEventSource.newest.url, "/stream?after=e-5");
  });
});

Deno.test("ArenaStream waits longer after each failure, up to eight seconds", () => {
  withStream(({ time }) => {
    for (let failure = 0; failure < 20; failure++) {
      FakeEventSource.newest.fail(FakeEventSource.CLOSED);
      time.tick(failure < 8 ? 8_000 : 4_000 * 2);
    }
    const before = FakeEventSource.opened.length;
    FakeEventSource.newest.fail(FakeEventSource.CLOSED);
    time.tick(3_900);
    assertEquals(FakeEventSource.opened.length, before);
    time.tick(4_100);
    assertEquals(FakeEventSource.opened.length, before + 1);
  });
});

Deno.test("ArenaStream says so after four seconds of silence and reconnects after twenty", () => {
  withStream(({ connection, time }) => {
    FakeEventSource.newest.say("heartbeat", {}, "");
    time.tick(3_000);
    assertEquals(connection.value, "live");
    time.tick(2_000);
    assertEquals(connection.value, "reconnecting");
    assertEquals(FakeEventSource.opened.length, 1);
    time.tick(16_000);
    assertEquals(FakeEventSource.opened.length, 2);
  });
});

Deno.test("ArenaStream is patient while the arena starts", () => {
  withStream(({ connection, time }) => {
    FakeEventSource.newest.say("heartbeat", {}, "");
    time.tick(15_000);
    assertEquals(connection.value, "live");
  }, null);
});
