import { assertEquals } from "@std/assert";
import { RULES_LENGTH_MAX, rulesField } from "./market.ts";

Deno.test("rulesField() keeps a venue's words, cut, and leaves the field out where there are none", () => {
  assertEquals(rulesField(" Above 100. "), { rules: "Above 100." });
  for (const nothing of [null, "", " \n\n "]) {
    assertEquals(Object.keys(rulesField(nothing)), []);
  }
  assertEquals(
    rulesField("x".repeat(RULES_LENGTH_MAX + 1)).rules?.length,
    RULES_LENGTH_MAX,
  );
});
