import { assert, assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import {
  AmbiguousOutcomeError,
  FatalVenueError,
  ThrottledError,
  TransientVenueError,
} from "../../actors/ports/execution.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import { HttpClient, type HttpClientOptions } from "./http_client.ts";
import { wideBucket } from "./net_testing.ts";
import { TokenBucket } from "./token_bucket.ts";
import {
  answerStatus,
  UnknownShapeError,
  VenueAnswerError,
} from "./venue_error.ts";

const { signal } = new AbortController();
const READ = { method: "GET", path: "/things?wallet=abc" } as const;
const WRITE = { method: "POST", path: "/orders", body: "{}" } as const;
const schema = z.object({ id: z.string() });

/** A client whose answers come from a script, the last one for ever. */
function stage(
  answers: readonly (() => Response | Promise<Response>)[],
  options: Partial<HttpClientOptions> = {},
) {
  const clock = new SimulatedClock({ startMs: 1_764_800_000_000 });
  const sent: RequestInit[] = [];
  const urls: string[] = [];
  const bucket = wideBucket(clock);
  const client = new HttpClient({
    venue: "kalshi",
    baseUrl: () => "https://venue/v2",
    clock,
    random: new SeededRandom(1),
    bucket,
    fetch: async (url, init) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)];
      sent.push(init);
      urls.push(url);
      if (answer === undefined) throw new Error("no answer scripted");
      return await answer();
    },
    ...options,
  });
  /** Lets time pass until `work` is over. */
  const over = async <Result>(work: Promise<Result>): Promise<Result> => {
    let isOver = false;
    const end = () => void (isOver = true);
    work.then(end, end);
    while (!isOver) {
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
      clock.advanceBy(50);
    }
    return await work;
  };
  return { client, sent, urls, clock, bucket, over };
}

const ok = () => Response.json({ id: "a", more: 1 });
const status = (code: number, headers: HeadersInit = {}) => () =>
  new Response(`{"code":"c${code}"}`, { status: code, headers });
const broken = () => {
  throw new TypeError(
    "error sending request for url (https://venue/v2/things?wallet=abc)",
    { cause: new Error("connection reset") },
  );
};
const refused = () => {
  throw new TypeError("error sending request", {
    cause: new Error("tcp connect error: Connection refused (os error 111)"),
  });
};

Deno.test("read() validates, drops what nobody asked for and never follows a redirect", async () => {
  const { client, sent, urls } = stage([ok]);
  assertEquals(await client.read(READ, schema, signal), { id: "a" });
  assertEquals(urls, ["https://venue/v2/things?wallet=abc"]);
  assertEquals(sent[0]?.redirect, "error");
});

Deno.test("read() asks again after a 5xx, a 429 or a broken connection, with a fresh signature, and gives up after three", async () => {
  let signatures = 0;
  const headers = () => ({ "x-signature": String(signatures += 1) });
  const good = stage([status(503), broken, ok], { headers });
  assertEquals(
    await good.over(good.client.read(READ, schema, signal)),
    { id: "a" },
  );
  assertEquals(
    good.sent.map(({ headers }) => new Headers(headers).get("x-signature")),
    ["1", "2", "3"],
  );
  const bad = stage([status(500)]);
  const error = await assertRejects(
    () => bad.over(bad.client.read(READ, schema, signal)),
    TransientVenueError,
    "Cannot ask kalshi for GET /things as the answer must have status 200: current value is 500",
  );
  assertEquals(answerStatus(error), 500);
  assertEquals(bad.sent.length, 3);
});

Deno.test("read() takes a refusal, a wrong key and a changed shape for what they are, and asks once", async () => {
  const cases = [
    [status(404), VenueAnswerError],
    [status(401), FatalVenueError],
    [status(403), FatalVenueError],
    [() => Response.json({ id: 7 }), UnknownShapeError],
    [() => new Response("<html>"), UnknownShapeError],
  ] as const;
  for (const [answer, kind] of cases) {
    const { client, sent, over } = stage([answer]);
    const error = await assertRejects(
      () => over(client.read(READ, schema, signal)),
    );
    assertEquals(error instanceof kind, true, String(error));
    assertEquals(sent.length, 1);
  }
});

Deno.test("what a venue answers to a refused request can be read, cut to what a sentence needs", async () => {
  const cases = [["no such market", 14], ["x".repeat(9_999), 500]] as const;
  for (const [body, told] of cases) {
    const { client, over } = stage([() => new Response(body, { status: 404 })]);
    const error = await assertRejects(
      () => over(client.read(READ, schema, signal)),
      VenueAnswerError,
    );
    assertEquals([error.status, error.body], [404, body.slice(0, told)]);
  }
});

Deno.test("a body is sent as JSON, and a request without one says nothing of its type", async () => {
  const { client, sent, over } = stage([ok]);
  await over(client.write(WRITE, schema, signal));
  await over(client.read(READ, schema, signal));
  const typeOf = ({ headers }: RequestInit) =>
    new Headers(headers).get("content-type");
  assertEquals(
    sent.map((init) => [init.method, init.body, typeOf(init)]),
    [["POST", "{}", "application/json"], ["GET", undefined, null]],
  );
});

Deno.test("read() takes an empty answer for no word at all, also where the venue may say null", async () => {
  const orNone = schema.nullable();
  const none = stage([() => Response.json(null)]);
  assertEquals(await none.client.read(READ, orNone, signal), null);
  for (const body of ["", null]) {
    const { client, over } = stage([() => new Response(body)]);
    await assertRejects(
      () => over(client.read(READ, orNone, signal)),
      UnknownShapeError,
    );
  }
});

Deno.test("no message quotes an answer that has a key in it", async () => {
  const answers = [
    () => Response.json({ id: 7, secret: "hush" }),
    () => Response.json("hush"),
    () => new Response("hush, no JSON"),
  ];
  for (const answer of answers) {
    const { client, over } = stage([answer]);
    const secret = { ...READ, isSecret: true };
    const error = await assertRejects(
      () => over(client.read(secret, schema, signal)),
      UnknownShapeError,
      "withheld",
    );
    assert(!String(error).includes("hush") && !String(error).includes("7"));
  }
});

Deno.test("write() is sent once, and says by its error what is known", async () => {
  const cases = [
    [status(400), VenueAnswerError],
    [status(401), FatalVenueError],
    [status(425), TransientVenueError],
    [status(429), ThrottledError],
    [refused, TransientVenueError],
    [status(408), AmbiguousOutcomeError],
    [status(500), AmbiguousOutcomeError],
    [status(503), AmbiguousOutcomeError],
    [broken, AmbiguousOutcomeError],
    [() => new Promise<Response>(() => {}), AmbiguousOutcomeError],
    [() => new Response("<html>"), AmbiguousOutcomeError],
    [() => Response.json({}), AmbiguousOutcomeError],
  ] as const;
  for (const [index, [answer, kind]] of cases.entries()) {
    const { client, sent, over } = stage([
      // A fetch gives up when its signal is aborted, whoever it waits for.
      () =>
        Promise.race([
          answer(),
          new Promise<Response>((_, reject) => {
            sent[0]?.signal?.addEventListener(
              "abort",
              () => reject(sent[0]?.signal?.reason),
            );
          }),
        ]),
    ]);
    const error = await assertRejects(
      () => over(client.write(WRITE, schema, signal)),
    );
    assertEquals(error instanceof kind, true, `case ${index}: ${error}`);
    assertEquals(sent.length, 1, `case ${index}`);
    assert(!String(error).includes("wallet"));
  }
});

Deno.test("write() given up on before it left changed nothing; after it left nobody knows", async () => {
  const { client, bucket, clock, sent } = stage([
    () => new Promise<Response>(() => {}),
  ]);
  bucket.refused(clock.monotonicMs(), 1_000);
  const stop = new AbortController();
  const waiting = assertRejects(
    () => client.write(WRITE, schema, stop.signal),
    TransientVenueError,
  );
  stop.abort(new Error("stopping"));
  await waiting;
  assertEquals(sent.length, 0);
});

Deno.test("a 429 holds every request of the bucket back for as long as Retry-After says", async () => {
  const { client, clock, sent, over } = stage([
    status(429, { "retry-after": "7" }),
    ok,
  ]);
  const startedMs = clock.monotonicMs();
  await over(client.read(READ, schema, signal));
  assertEquals(sent.length, 2);
  assert(clock.monotonicMs() - startedMs >= 7_000);
});

Deno.test("a 429 holds every request of the bucket back until the HTTP date of Retry-After, the urgent ones as well", async () => {
  const { client, clock, sent, over } = stage([
    status(429, { "retry-after": "Wed, 03 Dec 2025 22:13:59 GMT" }),
    ok,
  ]);
  const untilMs = Date.UTC(2025, 11, 3, 22, 13, 59);
  assertEquals(untilMs - clock.nowMs(), 39_000);
  const first = client.read(READ, schema, signal);
  while (sent.length === 0) {
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  }
  const cancel = client.write({ ...WRITE, isUrgent: true }, schema, signal)
    .then(() => clock.nowMs());
  await over(first);
  assert(await over(cancel) >= untilMs);
  assertEquals(sent.length, 3);
});

Deno.test("requests of an urgent client leave before those of another that came earlier to the same bucket", async () => {
  const clock = new SimulatedClock();
  const bucket = new TokenBucket({
    refillPerSecond: 10,
    capacity: 1,
    clock,
    random: new SeededRandom(1),
  });
  await bucket.take(1, signal);
  const left: string[] = [];
  const client = (name: string, isUrgent: boolean) =>
    stage([], {
      clock,
      bucket,
      isUrgent,
      fetch: () => {
        left.push(name);
        return Promise.resolve(ok());
      },
    }).client;
  const pages = client("page", false);
  const orders = client("order", true);
  const answers = [
    pages.read(READ, schema, signal),
    pages.read(READ, schema, signal),
    orders.write(WRITE, schema, signal),
    pages.write({ ...WRITE, isUrgent: true }, schema, signal),
  ];
  for (let step = 0; step < 4; step += 1) {
    clock.advanceBy(100);
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
  }
  await Promise.all(answers);
  assertEquals(left, ["order", "page", "page", "page"]);
});

Deno.test("a signer that refuses keeps the request here", async () => {
  const { client, sent } = stage([ok], {
    headers: () => Promise.reject(new FatalVenueError("no key")),
  });
  await assertRejects(
    () => client.write(WRITE, schema, signal),
    FatalVenueError,
    "no key",
  );
  assertEquals(sent.length, 0);
});
