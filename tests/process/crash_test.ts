import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { missingServer, testServerUrl } from "../../db/testing/databases.ts";
import { printLine } from "../../tools/flags.ts";

/** What the acceptance asks for takes minutes: elsewhere than in CI a sample shows that the task works. */
const IS_CI = Deno.env.get("CI") === "true";
const SERVER_KILLS = IS_CI ? 200 : 10;
const EMBEDDED_KILLS = IS_CI ? 50 : 5;

const HELD =
  /^kills=(\d+) lost=0 doubled=0 ledger=0 verified=yes recovery_ms_p50=(\d+) recovery_ms_p99=(\d+)$/;
const STORY = /(\d+) orders by (\d+) contestants/g;

async function crash(...flags: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "crash", ...flags],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    out: decoder.decode(stdout).trimEnd(),
    err: decoder.decode(stderr).trimEnd(),
  };
}

async function testKills(
  kills: number,
  ...flags: readonly string[]
): Promise<void> {
  const { code, out, err } = await crash(`--kills=${kills}`, ...flags);
  const last = out.split("\n").at(-1) ?? "";
  assertMatch(last, HELD, `${out}\n${err}`);
  assertEquals(
    [code, HELD.exec(last)?.[1]],
    [0, `${kills}`],
    `${out}\n${err}`,
  );
  assertMatch(err, /^seed \d+$/m);
  // The times from the start of a process to contestants that trade are for people.
  printLine(out);
  // A sample may happen to meet an idle arena. So many kills that do would prove little.
  if (IS_CI) checkLoad(kills, out);
}

function checkLoad(kills: number, out: string): void {
  const stories = [...out.matchAll(STORY)];
  const orders = stories.map(([, count]) => Number(count));
  assertGreater(orders.reduce((sum, count) => sum + count, 0), kills);
  for (const [, , contestants] of stories) {
    assertGreater(Number(contestants), 1, out);
  }
}

const missing = await missingServer();
const skipped = missing === null ? "" : ` (skipped as ${missing})`;

Deno.test({
  name:
    `deno task crash holds after ${SERVER_KILLS} kills on PostgreSQL (200 in CI)${skipped}`,
  ignore: missing !== null,
  fn: () =>
    testKills(SERVER_KILLS, `--database=${testServerUrl()}`, "--arenas=4"),
});

Deno.test(`deno task crash holds after ${EMBEDDED_KILLS} kills on PGlite (50 in CI)`, () =>
  testKills(EMBEDDED_KILLS));

for (
  const flag of [
    "--kills=0",
    "--kills=many",
    "--seed=-1",
    "--arenas=0",
    "--database=nowhere",
  ]
) {
  Deno.test(`deno task crash refuses ${flag} with 2 and one sentence`, async () => {
    const { code, out, err } = await crash(flag);
    assertEquals([code, out], [2, ""]);
    assertMatch(err, /^Cannot run crash as --\w+ must be .*: use --\w+=\S+$/);
  });
}

Deno.test("deno task crash says in one sentence that its server does not answer", async () => {
  const { code, out, err } = await crash(
    "--kills=1",
    "--database=postgres://postgres@127.0.0.1:1/none",
  );
  assertEquals([code, out], [1, ""]);
  assertMatch(err, /^Cannot open the database as .*127\.0\.0\.1:1\/none.*$/m);
});
