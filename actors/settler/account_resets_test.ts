import { assertEquals, assertStringIncludes } from "@std/assert";
import { ArenaBooks } from "../../domain/fold.ts";
import type { EntryOf } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { ENROLLED, MIRROR, rowsOf } from "../../domain/testing/story.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { AccountResets } from "./account_resets.ts";
import type { ResetAccount, ResetReply } from "./protocol.ts";

const HALTED: EntryOf<"trading_state_changed"> = {
  kind: "trading_state_changed",
  scope: { kind: "contestant", contestantId: MIRROR },
  state: "halted",
  step: null,
  cause: "operator",
  detail: "",
  by: "test",
};

const MOVE = { moveId: "m_1", reason: "A test.", by: "anna" };

function desk() {
  const books = new ArenaBooks();
  for (const row of rowsOf([ENROLLED, HALTED])) books.apply(row);
  const resets = new AccountResets();
  const request = () => {
    const probe = new TestProbe<ResetReply>();
    const message: ResetAccount = {
      kind: "reset_account",
      contestantId: MIRROR,
      by: "anna",
      reason: "A test.",
      replyTo: probe,
    };
    const take = (isQuiet: boolean) =>
      resets.take(message, { books, quoteOf: () => null, isQuiet }).kind;
    return { probe, take };
  };
  return { resets, request };
}

Deno.test("AccountResets waits until no row is on its way that nobody has folded, and refuses a second request meanwhile", () => {
  const { resets, request } = desk();
  const first = request();
  assertEquals([first.take(false), first.take(false)], ["early", "early"]);
  assertEquals(resets.isUnderWay, false);
  const second = request();
  assertEquals(second.take(true), "refused");
  assertEquals(first.take(true), "due");
  const move = { contestantId: MIRROR, amount: usd("1"), ...MOVE };
  assertEquals(
    [resets.isUnderWay, resets.answerTo(move)?.kind],
    [true, "capital_refused"],
  );
  assertEquals(request().take(true), "refused");
  assertEquals(first.probe.messages, []);
});

Deno.test("AccountResets gives up on a journal that is never quiet, and takes the next request", () => {
  const { request } = desk();
  const { probe, take } = request();
  let tries = 1;
  while (take(false) === "early") tries += 1;
  assertEquals(tries, 161);
  const [reply] = probe.messages;
  assertStringIncludes(
    reply?.kind === "reset_refused" ? reply.reason : "",
    "the journal must be quiet for a moment",
  );
  assertEquals(request().take(true), "due");
});
