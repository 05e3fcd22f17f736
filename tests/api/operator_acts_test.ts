import { OpenAPIHono } from "@hono/zod-openapi";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { History } from "../../actors/ports/history.ts";
import { canonicalJson } from "../../domain/canonical_json.ts";
import { marketId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import { addAdmin } from "../../routes/(_api)/admin.ts";
import type { OperatorDesk } from "../../routes/(_api)/operator_desk.ts";
import { ReadGate } from "../../routes/(_api)/read_gate.ts";
import { choicesOf } from "../../routes/(_components)/act_choices.ts";
import {
  type ActWords,
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
  held: "kalshi:E",
  order: "o_1",
  amount: "12.50",
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
    resolveDeadLetter: takes({ kind: "dead_letter_resolved", sequence: 6 }),
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
      assertStringIncludes(canonicalJson(wanted), said);
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

Deno.test("OperatorLine.act() names a move of capital anew once it is done, and not before", async () => {
  const isLost = [true, true, false, false];
  const { asked, line } = stage({
    moveCapital(move) {
      asked.push(move.moveId);
      return Promise.resolve(
        isLost.shift() === true ? null : {
          kind: "capital_moved",
          sequence: 4,
          equityBefore: usd("1"),
          cash: usd("2"),
        },
      );
    },
  });
  const operator = line();
  const deposit = OPERATOR_ACTS.find(({ id }) => id === "capital-deposit");
  assert(deposit !== undefined);
  const give = (amount: string) =>
    operator.act(deposit.requestOf({ ...WORDS, amount }), SIGNED);
  assertEquals((await give("5")).kind, "refused");
  // Nobody knows that the first was not done: another one is another.
  assertEquals((await give("6")).kind, "refused");
  assertEquals((await give("6")).kind, "given");
  assertEquals((await give("6")).kind, "given");
  const [five, six, sixAgain, sixMore] = asked;
  assertEquals(six, sixAgain);
  assertEquals(new Set([five, six, sixMore]).size, 3);
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
    held: [{ id: "n", title: "N" }],
    stranded: [
      { orderId: "o_1", reason: "Silence.", sinceMs: 1, order: null },
      {
        orderId: "o_2",
        reason: "Silence.",
        sinceMs: 1,
        order: {
          contestantName: "Hold",
          marketTitle: "Will it rain?",
          side: "buy",
          outcome: "no",
          quantity: "1000.00",
        },
      },
    ],
  });
  assertEquals(choices.held, [{ value: "n", label: "N" }]);
  assertEquals(choices.order.map(({ label }) => label), [
    "o_1",
    "Hold, buy 1,000 NO of Will it rain? (o_2)",
  ]);
  assertEquals(choices.event.map(({ value }) => value), ["a", "b"]);
  assertEquals(choices.pending.map(({ value }) => value), ["", "a"]);
  assertEquals(choices.whom.map(({ value }) => value), [
    "arena",
    "season winter",
    "contestant hold",
  ]);
});
