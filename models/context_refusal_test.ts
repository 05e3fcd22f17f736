import { assertEquals } from "@std/assert";
import { ZERO_USD } from "../domain/money.ts";
import { contextRefusal } from "./context_refusal.ts";

const LONGEST = { maxOutputTokens: 1_000 };

Deno.test("contextRefusal() keeps back what does not fit a model, reply included, and charges nothing", () => {
  const model = { contextTokens: 5_000 };
  assertEquals(contextRefusal(4_000, LONGEST, model), null);
  const refused = contextRefusal(4_001, LONGEST, model);
  assertEquals(
    refused?.kind === "failed" && [refused.fault.kind, refused.cost.amount],
    ["context_too_long", ZERO_USD],
  );
});
