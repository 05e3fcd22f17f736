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

Deno.test("ChatBudget is one for all processes of a folder, and stops the first call that does not fit", () =>
  inFolder((path) => {
    const [one, other] = [1, 2].map(() => new ChatBudget(path, LIMIT));
    const held = one?.reserve(usd("0.6"), 1_000);
    assertEquals(other?.reserve(usd("0.41"), 1_001), null);
    assert(other?.reserve(usd("0.4"), 1_001) !== null);
    one?.spend(usd("0.1"), 1_000);
    held?.release();
    held?.release();
    assertEquals(other?.reserve(usd("0.51"), 1_002), null);
    assert(other?.reserve(usd("0.5"), 1_002) !== null);
  }));

Deno.test("ChatBudget counts a call to the day in which it began, and gives nothing back of a day that is over", () =>
  inFolder((path) => {
    const budget = new ChatBudget(path, LIMIT);
    const held = budget.reserve(usd("1"), DAY_MS - 1);
    assert(budget.reserve(usd("0.9"), DAY_MS) !== null);
    budget.spend(usd("0.7"), DAY_MS - 1);
    held?.release();
    assertEquals(budget.reserve(usd("0.11"), DAY_MS + 1), null);
    // A clock that is set back does not begin a day anew.
    assertEquals(budget.reserve(usd("0.11"), DAY_MS - 1), null);
    assert(budget.reserve(usd("0.1"), DAY_MS + 1) !== null);
  }));

Deno.test("ChatBudget is not overdrawn by processes that ask at once", async () => {
  const folder = await Deno.makeTempDir({ prefix: "arena-" });
  try {
    const source = new URL("./chat_budget.ts", import.meta.url).href;
    const money = new URL("../domain/money.ts", import.meta.url).href;
    const program = `
      import { ChatBudget } from ${JSON.stringify(source)};
      import { usd } from ${JSON.stringify(money)};
      const budget = new ChatBudget(Deno.args[0], usd("1"));
      let taken = 0;
      for (let n = 0; n < 100; n++) {
        if (budget.reserve(usd("0.01"), 1000) !== null) taken += 1;
      }
      console.log(taken);`;
    const config = new URL("../deno.json", import.meta.url).pathname;
    const script = `${folder}/taker.ts`;
    await Deno.writeTextFile(script, program);
    const path = `${folder}/chat_budget.json`;
    const taken = await Promise.all([1, 2].map(async () => {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          `--config=${config}`,
          `--allow-read`,
          `--allow-write=${folder}`,
          script,
          path,
        ],
      }).output();
      return Number(new TextDecoder().decode(stdout));
    }));
    assertEquals(taken.reduce((sum, count) => sum + count, 0), 100);
    assertEquals(new ChatBudget(path, LIMIT).reserve(usd("0.01"), 1_000), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("ChatBudget refuses a file that it cannot have written", () =>
  inFolder((path) => {
    new ChatBudget(path, LIMIT).spend(usd("0.1"), 1_000);
    Deno.writeTextFileSync(path, "{}");
    assertThrows(() => new ChatBudget(path, LIMIT), Error, "must hold");
  }));
