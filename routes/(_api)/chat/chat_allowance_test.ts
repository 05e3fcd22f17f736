import { assertEquals } from "@std/assert";
import { ChatAllowance } from "./chat_allowance.ts";

/** Enters and leaves at once. @returns Whether it was let in. */
function ask(allowance: ChatAllowance, address: string, atMs: number): boolean {
  const leave = allowance.enter(address, atMs);
  leave?.();
  return leave !== null;
}

Deno.test("ChatAllowance lets one address ask so often in any minute, and others all the same", () => {
  const allowance = new ChatAllowance({ perMinute: 2 });
  assertEquals(ask(allowance, "a", 0), true);
  assertEquals(ask(allowance, "a", 30_000), true);
  assertEquals(ask(allowance, "a", 59_999), false);
  assertEquals(ask(allowance, "b", 59_999), true);
  assertEquals(ask(allowance, "a", 60_000), true);
  assertEquals(ask(allowance, "a", 60_001), false);
});

Deno.test("ChatAllowance bounds what everybody asks together", () => {
  const allowance = new ChatAllowance({ perMinuteOverall: 3 });
  const asked = ["a", "b", "c", "d"].map((address) =>
    ask(allowance, address, 0)
  );
  assertEquals(asked, [true, true, true, false]);
});

Deno.test("ChatAllowance bounds answers under way, each ended once", () => {
  const allowance = new ChatAllowance({ atOnce: 2 });
  const first = allowance.enter("a", 0);
  allowance.enter("b", 0);
  assertEquals(allowance.enter("c", 0), null);
  first?.();
  first?.();
  assertEquals(ask(allowance, "c", 0), true);
  allowance.enter("d", 0);
  assertEquals(allowance.enter("e", 0), null);
});

Deno.test("ChatAllowance keeps nobody out when the clock is set back", () => {
  const allowance = new ChatAllowance({ perMinute: 1 });
  assertEquals(ask(allowance, "a", 1_000_000), true);
  assertEquals(ask(allowance, "a", 10), true);
});
