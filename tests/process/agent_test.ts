import { assert, assertEquals, assertStringIncludes } from "@std/assert";
// @ts-types="@modelcontextprotocol/sdk/client/index"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { z } from "zod";
import type { ArenaView } from "../../domain/view.ts";
import {
  ADMIN_TOKEN,
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "./arena_process.ts";
import { eventually } from "./eventually.ts";
import { operate } from "./operator.ts";

const WAIT_MS = 240_000;
const TOKEN = "the-token-of-a-script-that-trades-here";
const BOT = "agent-bot";

const snapshotSchema = z.object({
  snapshot: z.object({
    id: z.string(),
    takenAtMs: z.number(),
    markets: z.array(z.object({
      id: z.string(),
      closesAtMs: z.number(),
      yesAsk: z.string().nullable(),
      yesBid: z.string().nullable(),
    })),
  }),
});
const outcomeSchema = z.object({
  decisionId: z.string().optional(),
  orderId: z.string().nullable().optional(),
  status: z.string().optional(),
  isRepeat: z.boolean().optional(),
  error: z.object({ code: z.string() }).optional(),
});
const accountSchema = z.object({
  cash: z.string(),
  positions: z.array(z.object({ ticker: z.string(), contracts: z.string() })),
  trades: z.array(z.object({ what: z.string() })),
});

/** What a tool of the Model Context Protocol says: one text, which is JSON. */
const toolSchema = z.object({
  isError: z.boolean().default(false),
  content: z.tuple([z.object({ text: z.string() })]),
}).transform(({ isError, content: [{ text }] }) => ({
  isError,
  value: JSON.parse(text) as unknown,
}));

/** Returns a purchase of YES in each market of a snapshot that has room for one. */
function purchases({ snapshot }: z.output<typeof snapshotSchema>) {
  return snapshot.markets.flatMap(({ id, yesAsk }) => {
    const ask = Number(yesAsk ?? NaN);
    if (!(ask > 0.05 && ask < 0.9)) return [];
    return [{
      snapshotId: snapshot.id,
      marketId: id,
      decision: {
        action: "buy_yes",
        probabilityYes: 0.95,
        confidence: 0.5,
        reason: "A script wants to see this filled and settled.",
        limitPrice: Math.round((ask + 0.05) * 100) / 100,
        contracts: null,
        timeInForce: null,
        expiresAtMs: null,
        target: 0.99,
        stop: 0.01,
        invalidation: "Nothing would.",
        orderId: null,
      },
    }];
  });
}

/** A small agent: what it needs of HTTP, and nothing of the arena's code. */
class ScriptAgent {
  readonly #url: string;
  readonly #query: string;

  constructor(arena: ArenaProcess, query = "") {
    this.#url = `${arena.url}/api/agent`;
    this.#query = query;
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(this.#url + path + this.#query, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    return response.ok ? await response.json() : (await response.text(), null);
  }

  async post(key: string, body: unknown) {
    const response = await fetch(`${this.#url}/decisions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${TOKEN}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify(body),
    });
    return {
      httpStatus: response.status,
      ...outcomeSchema.parse(await response.json()),
    };
  }

  /** Buys YES in the first market that lets it. @returns What it sent under which key, and what was answered. */
  async buy() {
    const found = snapshotSchema.safeParse(
      await this.get("/snapshots/current"),
    );
    if (!found.success) return null;
    for (const body of purchases(found.data)) {
      const key = `${body.snapshotId}/${body.marketId}`;
      const answer = await this.post(key, body);
      if (answer.status === "submitted") return { key, body, answer };
    }
    return null;
  }
}

const standingOf = ({ contestants }: ArenaView) =>
  contestants.find(({ id }) => id === BOT);

function settingsOf(folder: TemporaryFolder): Environment {
  return {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_AGENT_TOKENS: `bot:${TOKEN}`,
    ARENA_ADMIN_TOKEN: ADMIN_TOKEN,
    ARENA_AGENT_REQUESTS_PER_MINUTE: "100000",
    ARENA_MODEL_CLOSING_MS: "0",
    ARENA_MODEL_INTERVAL_MS: "1000",
  };
}

async function startArena(
  folder: TemporaryFolder,
  change: Environment = {},
): Promise<ArenaProcess> {
  return await ArenaProcess.start({ ...settingsOf(folder), ...change });
}

Deno.test("an outside agent competes over HTTP: its orders are filled and settled, once each, and its token is never told", async () => {
  await using folder = await TemporaryFolder.make();
  let sent: NonNullable<Awaited<ReturnType<ScriptAgent["buy"]>>>;
  {
    await using arena = await startArena(folder);
    const agent = new ScriptAgent(arena);
    let last: Awaited<ReturnType<ScriptAgent["buy"]>> = null;
    await eventually("a position was paid out", WAIT_MS, async () => {
      last = await agent.buy() ?? last;
      const account = accountSchema.safeParse(await agent.get("/account"));
      const isPaid = account.data?.trades.some(({ what }) =>
        what === "paid_out"
      );
      return isPaid === true ? account.data : null;
    });
    assert(last !== null);
    sent = last;
    const view = await arena.viewWhere(
      "the agent has filled orders on the board",
      WAIT_MS,
      (view) => (standingOf(view)?.fills ?? 0) > 0,
    );
    assertEquals(standingOf(view)?.strategy, "outside agent");
    const again = await agent.post(sent.key, sent.body);
    assertEquals(
      [again.isRepeat, again.decisionId],
      [true, sent.answer.decisionId],
    );
    const other = await agent.post(sent.key, {
      ...sent.body,
      decision: { ...sent.body.decision, confidence: 0.1 },
    });
    assertEquals([other.httpStatus, other.error?.code], [409, "key_reused"]);
    const stranger = await fetch(`${arena.url}/api/agent/account`, {
      headers: { authorization: "Bearer of-nothing" },
    });
    assertEquals(stranger.status, 401);
    await stranger.body?.cancel();
    assertEquals(arena.stderr.includes(TOKEN), false);
    await arena.kill();
  }
  await using arena = await startArena(folder);
  const agent = new ScriptAgent(arena);
  const repeated = await eventually(
    "the arena trades again",
    WAIT_MS,
    () =>
      agent.post(sent.key, sent.body).then((reply) =>
        reply.httpStatus === 503 ? null : reply
      ),
  );
  assertEquals(
    [repeated.isRepeat, repeated.decisionId],
    [true, sent.answer.decisionId],
  );
  const [status] = await operate(arena, "trading-state", {
    contestantId: null,
    state: "halted",
    detail: "The test halts.",
    by: "test",
  });
  assertEquals(status, 200);
  const halted = await eventually("a snapshot is shown", WAIT_MS, async () => {
    const found = snapshotSchema.safeParse(
      await agent.get("/snapshots/current"),
    );
    const snapshotId = found.data?.snapshot.id;
    return snapshotId === undefined
      ? null
      : await agent.post("after-the-halt", {
        ...sent.body,
        snapshotId,
      });
  });
  assertEquals([halted.httpStatus, halted.error?.code], [409, "halted"]);
  assertEquals((await arena.stop()).code, 0);
});

/** Runs the task that an agent is copied from, until it has decided once. */
async function runTask(
  arena: ArenaProcess,
  token: string,
  ...flags: readonly string[]
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "task",
      "--quiet",
      "agent",
      `--url=${arena.url}`,
      "--decisions=1",
      ...flags,
    ],
    env: { AGENT_TOKEN: token, NO_COLOR: "1" },
    signal: AbortSignal.timeout(WAIT_MS),
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("deno task agent competes with nothing but its token", async () => {
  await using folder = await TemporaryFolder.make();
  await using arena = await startArena(folder);
  await arena.viewWhere(
    "the arena trades",
    WAIT_MS,
    ({ phase, markets }) => phase.name === "trading" && markets.length > 0,
  );
  const { code, out, err } = await runTask(arena, TOKEN);
  assertEquals(code, 0, err);
  assert(/: (noted|submitted)$/m.test(out), out);
  const refused = await runTask(arena, "x".repeat(32));
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.err, "AGENT_TOKEN must be one of");
});

Deno.test("an outside agent competes in a declared season, by the Model Context Protocol and by deno task agent", async () => {
  await using folder = await TemporaryFolder.make();
  const seasons = `${folder.path}/seasons.json`;
  const declare = (agents: readonly string[]) =>
    Deno.writeTextFile(
      seasons,
      JSON.stringify({
        openSeason: true,
        seasons: [{
          id: "winter",
          name: "Winter",
          startsAt: "2020-01-01T00:00:00Z",
          endsAt: null,
          startingBalance: "5000",
          venues: ["dflow"],
          agents,
        }],
      }),
    );
  await declare(["bot"]);
  const own = `${BOT}@winter`;
  const find = ({ contestants }: ArenaView) =>
    contestants.find(({ id }) => id === own);
  {
    await using arena = await startArena(folder, { ARENA_SEASONS: seasons });
    await arena.viewWhere(
      "the agent is enrolled in the season",
      WAIT_MS,
      (view) => find(view) !== undefined && view.phase.name === "trading",
    );
    const client = new Client({ name: "an-assistant", version: "1" });
    await client.connect(
      new StreamableHTTPClientTransport(
        new URL(`${arena.url}/api/agent/mcp?season=winter`),
        { requestInit: { headers: { authorization: `Bearer ${TOKEN}` } } },
      ),
    );
    const call = async (name: string, args: Record<string, unknown> = {}) =>
      toolSchema.parse(await client.callTool({ name, arguments: args }));
    const bought = await eventually(
      "an order of the assistant is with the venue",
      WAIT_MS,
      async () => {
        const { isError, value } = await call("snapshot", { id: "current" });
        const found = snapshotSchema.safeParse(value);
        if (isError || !found.success) return null;
        for (const body of purchases(found.data)) {
          const idempotencyKey = `${body.snapshotId}/${body.marketId}`;
          const answer = await call("decide", { ...body, idempotencyKey });
          if (outcomeSchema.parse(answer.value).status === "submitted") {
            return { ...body, idempotencyKey };
          }
        }
        return null;
      },
    );
    const again = await call("decide", bought);
    assertEquals(outcomeSchema.parse(again.value).isRepeat, true);
    await client.close();
    const view = await arena.viewWhere(
      "the order is filled, in the season's account alone",
      WAIT_MS,
      (view) => (find(view)?.fills ?? 0) > 0,
    );
    assertEquals(standingOf(view)?.fills, 0);
    const account = accountSchema.parse(
      await new ScriptAgent(arena, "?season=winter").get("/account"),
    );
    assert(Number(account.cash) < 5_000);
    const { code, out, err } = await runTask(arena, TOKEN, "--season=winter");
    assertEquals(code, 0, err);
    assert(/: (noted|submitted)$/m.test(out), out);
    const elsewhere = await runTask(arena, TOKEN, "--season=summer");
    assertEquals(elsewhere.code, 2);
    assertStringIncludes(elsewhere.err, "--season must be a season");
    assertEquals((await arena.stop()).code, 0);
  }
  await declare([]);
  await using arena = await ArenaProcess.spawn({
    ...settingsOf(folder),
    ARENA_SEASONS: seasons,
  });
  const { code, stderr } = await arena.ended();
  assertEquals([code, stderr.trimEnd().split("\n").at(-1)], [
    1,
    'Cannot start as season "winter" froze "agent-bot@winter" in its roster: current value is nobody who can compete under that name',
  ]);
});
