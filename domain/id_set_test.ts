import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { IdSet } from "./id_set.ts";

Deno.test("IdSet has what a set has, and copies of it go their own ways", () => {
  const ids = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const steps = fc.array(
    fc.record({ id: ids, of: fc.nat({ max: 3 }), isCopy: fc.boolean() }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(steps, (taken) => {
      const pairs = [{ set: new IdSet<string>(), model: new Set<string>() }];
      for (const { id, of, isCopy } of taken) {
        const pair = pairs[of % pairs.length];
        if (pair === undefined) continue;
        const { set, model } = pair;
        if (isCopy && pairs.length < 4) {
          pairs.push({ set: set.copy(), model: new Set(model) });
        } else {
          set.add(id);
          model.add(id);
        }
      }
      for (const { set, model } of pairs) {
        assertEquals(set.size, model.size);
        for (const id of ["a", "b", "c", "d", "e", "f"]) {
          assertEquals(set.has(id), model.has(id));
        }
      }
    }),
  );
});
