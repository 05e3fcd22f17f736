import { assertEquals } from "@std/assert";
import { auditActOf } from "./audit.ts";
import { contestantId } from "./ids.ts";
import { usd } from "./money.ts";

Deno.test("the audit log names what was paid in and taken out without a sign", () => {
  const actions = ["12.50", "-12.50"].map((amount) =>
    auditActOf({
      kind: "capital_moved",
      contestantId: contestantId("mirror"),
      amount: usd(amount),
      equityBefore: usd("1"),
      reason: "Season end. (ops)",
    })?.action
  );
  assertEquals(actions, ["deposited 12.50", "withdrew 12.50"]);
});
