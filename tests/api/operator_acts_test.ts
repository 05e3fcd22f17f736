import { OpenAPIHono } from "@hono/zod-openapi";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { History } from "../../actors/ports/history.ts";
import { marketId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import { addAdmin } from "../../routes/(_api)/admin.ts";
import type { OperatorDesk } from "../../routes/(_api)/operator_desk.ts";
import { ReadGate } from "../../routes/(_api)/read_gate.ts";
import {
  type ActWords,
  choicesOf,
  OPERATOR_ACTS,
} from "../../routes/(_components)/operator_acts.ts";
import { OperatorLine } from "../../routes/(_client)/operator_line.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const WORDS: ActWords = {
  season: "winter",
  contestant: "hold",
  whom: "season winter",
  event: "kalshi:A",
  pending: "kalshi:B",
  market: "kalshi:C",
  replacement: "kalshi:D",
};
const SIGNED = { by: "anna", reason: "A test." };

/** The admin routes over a desk that takes everything, and an operator's line to them. */
function stage(changes: Partial<OperatorDesk> = {}) {
  const asked: unknown[] = [];
  const takes = <Reply>(reply: Reply) => (wanted: unknown) => {
    asked.push(wanted);
    return Promise.resolve(reply);
  };
  const desk: OperatorDesk = {
    setTradingState: takes({ kind: "trading_state_set", sequence: 1 }),
    changeSeason: takes({ kind: "season_changed", sequence: 2 }),
    resetAccount: takes({ kind: "account_reset", sequence: 3 }),
    decideHold: takes({ kind: "hold_decided", sequence: 6 }),
    recordAct: (act) => void asked.push(act),
    moveCapital: takes({
      kind: "capital_moved",
      sequence: 4,
      equityBefore: usd("1"),
      cash: usd("2"),
    }),
    changeEvents: takes({
      kind: "events_changed",
      sequence: 5,
      marketIds: [marketId("kalshi", "A")],
    }),
    resolveDeadLetter: (word) => void asked.push(word),
    ...changes,
  };
  const api = new OpenAPIHono();
  addAdmin(api, {
    adminToken: TOKEN,
    crashActor: () => false,
    gate: new ReadGate(),
    history: () => ({
      page: () =>
        Promise.resolve({ items: [], nextBefore: null, journalSequence: 7 }),
    } as History),
    desk: () => desk,
    events: () => [],
  });
  const line = (token = TOKEN) =>
    new OperatorLine(
      token,
      async (path, init) => await api.request(String(path), init),
    );
  return { asked, line };
}

for (const act of OPERATOR_ACTS) {
  Deno.test(`the operators' page carries out "${act.title}" by a request that its route takes, signed`, async () => {
    const { asked, line } = stage();
    const answer = await line().act(act.requestOf(WORDS), SIGNED);
    assertEquals(answer.kind, "given");
    assertEquals(asked.length, 1);
    const [wanted] = asked as [Readonly<Record<string, unknown>>];
    assertEquals(wanted["by"], "anna");
    assertEquals(wanted["reason"] ?? wanted["detail"], "A test.");
    for (const field of act.fields) {
      const said = WORDS[field].split(" ").at(-1) ?? "";
      assertStringIncludes(JSON.stringify(wanted), said);
    }
  });
}

Deno.test("OperatorLine.act() tells whoever has the wrong token, or is refused, and nothing is done", async () => {
  const reason = "It is over.";
  const { asked, line } = stage({
    changeSeason: () => Promise.resolve({ kind: "season_kept", reason }),
  });
  const [act] = OPERATOR_ACTS;
  assert(act !== undefined);
  const request = act.requestOf(WORDS);
  assertEquals(await line("wrong").act(request, SIGNED), {
    kind: "unauthorized",
  });
  assertEquals(await line("wrong").audit(null), { kind: "unauthorized" });
  assertEquals(await line().act(request, SIGNED), { kind: "refused", reason });
  assertEquals(asked, []);
  assertEquals((await line().audit(null)).kind, "given");
});

Deno.test("an act that says the token is refused, so that no secret gets into the journal", async () => {
  const { asked, line } = stage();
  for (const act of OPERATOR_ACTS) {
    for (
      const signed of [
        { ...SIGNED, by: TOKEN },
        { ...SIGNED, reason: `It is ${TOKEN}.` },
      ]
    ) {
      const answer = await line().act(act.requestOf(WORDS), signed);
      assertEquals(answer.kind, "refused", act.id);
    }
  }
  assertEquals(asked, []);
});

Deno.test("choicesOf() offers only what an act can be about", () => {
  const event = (id: string, state: "pending" | "active" | "settled") => ({
    id,
    title: id,
    state,
  });
  const choices = choicesOf({
    seasons: [{ id: "winter", name: "Winter", status: "on" }],
    events: [
      event("a", "pending"),
      event("b", "active"),
      event("c", "settled"),
    ],
    contestants: [{ id: "hold", name: "Hold" }],
    markets: [{ id: "m", title: "M" }],
  });
  assertEquals(choices.event.map(({ value }) => value), ["a", "b"]);
  assertEquals(choices.pending.map(({ value }) => value), ["", "a"]);
  assertEquals(choices.whom.map(({ value }) => value), [
    "arena",
    "season winter",
    "contestant hold",
  ]);
});
