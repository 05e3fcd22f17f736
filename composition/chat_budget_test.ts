import { assert, assertEquals, assertThrows } from "@std/assert";
import { ChatBudget } from "./chat_budget.ts";
import { usd } from "../domain/money.ts";

const DAY_MS = 86_400_000;
const LIMIT = usd("1");

async function inFolder(run: (path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "arena-" });
  try {
    run(`${folder}/data/chat_budget.json`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ChatBudget remembers over a restart what was spent that day, and forgets it the next", () =>
  inFolder((path) => {
    const before = new ChatBudget(path, LIMIT);
    const held = before.reserve(usd("0.5"), 1_000);
    before.spend(usd("0.4"), 2_000);
    held?.release();
    const after = new ChatBudget(path, LIMIT);
    assertEquals(after.reserve(usd("0.61"), 3_000), null);
    assert(after.reserve(usd("0.6"), 3_000) !== null);
    const nextDay = new ChatBudget(path, LIMIT);
    assert(nextDay.reserve(usd("1"), DAY_MS) !== null);
  }));

Deno.test("ChatBudget counts what was set aside for a call that a crash cut off", () =>
  inFolder((path) => {
    new ChatBudget(path, LIMIT).reserve(usd("0.7"), 1_000);
    const after = new ChatBudget(path, LIMIT);
    assertEquals(after.reserve(usd("0.31"), 2_000), null);
    assert(after.reserve(usd("0.3"), 2_000) !== null);
  }));

Deno.test("ChatBudget refuses a file that it cannot have written", () =>
  inFolder((path) => {
    new ChatBudget(path, LIMIT).spend(usd("0.1"), 1_000);
    Deno.writeTextFileSync(path, "{}");
    assertThrows(() => new ChatBudget(path, LIMIT), Error, "must hold");
  }));
