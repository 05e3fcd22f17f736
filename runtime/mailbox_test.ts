import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Overflow } from "./actor.ts";
import { Mailbox } from "./mailbox.ts";

interface Keyed {
  readonly key: string | null;
  readonly value: number;
}

function createMailbox(
  capacity: number,
  overflow: Overflow<Keyed>,
): { mailbox: Mailbox<Keyed>; evicted: Keyed[] } {
  const evicted: Keyed[] = [];
  const mailbox = new Mailbox<Keyed>({ capacity, overflow }, {
    evicted: (message) => void evicted.push(message),
  });
  return { mailbox, evicted };
}

function drain(mailbox: Mailbox<Keyed>): number[] {
  const values: number[] = [];
  while (mailbox.size > 0) values.push(mailbox.shift()?.value ?? NaN);
  return values;
}

function message(value: number, key: string | null = null): Keyed {
  return { key, value };
}

const conflate: Overflow<Keyed> = { kind: "conflate", key: ({ key }) => key };

Deno.test("Mailbox.push() keeps what is queued under drop_newest, backpressure and fail", () => {
  for (const kind of ["drop_newest", "backpressure", "fail"] as const) {
    const { mailbox, evicted } = createMailbox(2, { kind });
    assertEquals([1, 2, 3].map((value) => mailbox.push(message(value))), [
      true,
      true,
      false,
    ], kind);
    assertEquals([drain(mailbox), evicted], [[1, 2], []], kind);
  }
});

Deno.test("Mailbox.push() drops the oldest message under drop_oldest", () => {
  const { mailbox, evicted } = createMailbox(2, { kind: "drop_oldest" });
  for (const value of [1, 2, 3]) mailbox.push(message(value));
  assertEquals([evicted, mailbox.dropped, drain(mailbox)], [[message(1)], 1, [
    2,
    3,
  ]]);
});

Deno.test("Mailbox.push() replaces the queued message of the same key in its place under conflate", () => {
  const { mailbox, evicted } = createMailbox(3, conflate);
  for (const [value, key] of [[1, "a"], [2, "b"], [3, "a"]] as const) {
    mailbox.push(message(value, key));
  }
  assertEquals([mailbox.size, mailbox.conflated, evicted], [2, 1, []]);
  assertEquals(drain(mailbox), [3, 2]);
});

Deno.test("Mailbox.push() drops the oldest for a new key in a full mailbox under conflate", () => {
  const { mailbox, evicted } = createMailbox(2, conflate);
  for (
    const [value, key] of [[1, "a"], [2, "b"], [3, "c"], [4, "a"]] as const
  ) mailbox.push(message(value, key));
  assertEquals([evicted.map(({ value }) => value), drain(mailbox)], [[1, 2], [
    3,
    4,
  ]]);
});

Deno.test("Mailbox.push() replaces no message of another group, whatever its key", () => {
  const { mailbox, evicted } = createMailbox(8, {
    ...conflate,
    group: ({ value }) => value % 2 === 0 ? "even" : "odd",
  });
  const pushed = [[1, "a"], [2, "a"], [3, "a"], [4, "b"], [6, "a"]] as const;
  for (const [value, key] of pushed) mailbox.push(message(value, key));
  assertEquals([mailbox.size, mailbox.conflated, evicted], [3, 2, []]);
  assertEquals(mailbox.shift()?.value, 3);
  // The key has left with its message, in its own group alone.
  for (const value of [5, 8]) mailbox.push(message(value, "a"));
  assertEquals([mailbox.conflated, drain(mailbox)], [3, [8, 4, 5]]);
});

Deno.test("Mailbox.push() never replaces a message whose key is null", () => {
  const { mailbox } = createMailbox(4, conflate);
  for (const value of [1, 2, 3]) mailbox.push(message(value));
  assertEquals(drain(mailbox), [1, 2, 3]);
});

Deno.test("Mailbox holds undefined as a message", () => {
  const mailbox = new Mailbox<undefined>({
    capacity: 1,
    overflow: { kind: "fail" },
  }, { evicted() {} });
  mailbox.push(undefined);
  assertEquals([mailbox.size, mailbox.shift(), mailbox.size], [
    1,
    undefined,
    0,
  ]);
});

Deno.test("Mailbox.clear() returns the messages, oldest first, and forgets their keys", () => {
  const { mailbox } = createMailbox(4, conflate);
  for (const [value, key] of [[1, "a"], [2, "b"]] as const) {
    mailbox.push(message(value, key));
  }
  assertEquals(mailbox.clear().map(({ value }) => value), [1, 2]);
  mailbox.push(message(3, "a"));
  assertEquals([mailbox.size, mailbox.conflated, drain(mailbox)], [1, 0, [3]]);
});

Deno.test("Mailbox.oldestCause goes with its message through growth, eviction and conflation", () => {
  const { mailbox } = createMailbox(20, conflate);
  for (let value = 1; value <= 30; value += 1) {
    mailbox.push(message(value, value % 3 === 0 ? "third" : null), value);
  }
  const causes: number[] = [];
  while (mailbox.size > 0) {
    causes.push(mailbox.oldestCause);
    assertEquals(mailbox.oldestCause, mailbox.shift()?.value);
  }
  assertEquals([causes.length, causes.includes(30)], [20, true]);
});

Deno.test("Mailbox.oldestAgeMs() is an upper bound that follows the batches", () => {
  const { mailbox } = createMailbox(8, { kind: "drop_newest" });
  assertEquals(mailbox.oldestAgeMs(100), 0);
  mailbox.push(message(1));
  mailbox.noteWake(100);
  mailbox.push(message(2));
  assertEquals(mailbox.oldestAgeMs(150), 50);
  mailbox.noteBatch(0, 160); // Both came before 160.
  mailbox.push(message(3));
  mailbox.shift();
  mailbox.shift();
  mailbox.noteBatch(2, 170);
  assertEquals(mailbox.oldestAgeMs(200), 40); // The third came at 160 or later.
});

Deno.test("new Mailbox() refuses a capacity outside 1 to 1,048,576", () => {
  for (const capacity of [0, -1, 1.5, NaN, 1_048_577]) {
    assertThrows(
      () => createMailbox(capacity, { kind: "fail" }),
      RangeError,
      `current value is ${capacity}`,
    );
  }
});

/** The obvious mailbox: an array. */
class NaiveMailbox {
  queued: Keyed[] = [];
  readonly evicted: Keyed[] = [];

  constructor(
    readonly capacity: number,
    readonly kind: Overflow<Keyed>["kind"],
  ) {}

  push(pushed: Keyed): boolean {
    if (this.kind === "conflate" && pushed.key !== null) {
      const index = this.queued.findIndex(({ key }) => key === pushed.key);
      if (index >= 0) {
        this.queued[index] = pushed;
        return true;
      }
    }
    if (this.queued.length === this.capacity) {
      if (this.kind !== "drop_oldest" && this.kind !== "conflate") return false;
      this.evicted.push(...this.queued.splice(0, 1));
    }
    this.queued.push(pushed);
    return true;
  }
}

Deno.test("Mailbox behaves as an array does, whatever is pushed and shifted", () => {
  const push = fc.record({
    key: fc.option(fc.constantFrom("a", "b", "c", "d")),
    value: fc.nat(),
  });
  const overflows: Overflow<Keyed>[] = [
    { kind: "backpressure" },
    { kind: "drop_newest" },
    { kind: "drop_oldest" },
    { kind: "fail" },
    conflate,
  ];
  fc.assert(fc.property(
    fc.constantFrom(...overflows),
    fc.integer({ min: 1, max: 40 }),
    fc.array(
      fc.oneof({ weight: 2, arbitrary: push }, {
        weight: 1,
        arbitrary: fc.constant("shift" as const),
      }),
      {
        maxLength: 200,
      },
    ),
    (overflow, capacity, steps) => {
      const { mailbox, evicted } = createMailbox(capacity, overflow);
      const naive = new NaiveMailbox(capacity, overflow.kind);
      for (const step of steps) {
        if (step === "shift") {
          assertEquals(mailbox.shift(), naive.queued.splice(0, 1)[0]);
        } else assertEquals(mailbox.push(step), naive.push(step));
        assertEquals(mailbox.size, naive.queued.length);
      }
      assertEquals(evicted, naive.evicted);
      assertEquals(mailbox.clear(), naive.queued);
    },
  ));
});
