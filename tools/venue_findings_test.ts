import { assert, assertEquals, assertMatch } from "@std/assert";
import { loadSettings } from "../config.ts";
import { venueFindings } from "./venue_findings.ts";

/** A Friday, when nobody maintains anything. */
const NOW_MS = Date.parse("2026-11-20T12:00:00Z");
const SECRET = "a secret that nobody may see";

async function lines(
  env: Readonly<Record<string, string>>,
  { status = 200, nowMs = NOW_MS } = {},
): Promise<readonly string[]> {
  const findings = await venueFindings(loadSettings(env), {
    env,
    nowMs,
    askFor: () => Promise.resolve(status),
  });
  return findings.map(({ status, item, text }) => `${status} ${item}: ${text}`);
}

Deno.test("venueFindings() needs no network and no keys by default", async () => {
  assertEquals(await lines({}), [
    "ok venue: built-in, simulated: needs no network",
    "ok keys: none: everybody trades on paper",
  ]);
});

Deno.test("venueFindings() says when dflow is withdrawn or maintained, and where it answers", async () => {
  const dflow = { ARENA_VENUE: "dflow" };
  assertMatch((await lines(dflow))[0] ?? "", /^ok venue: dflow answers at/);
  for (const status of [403, 404, 410]) {
    assertMatch(
      (await lines(dflow, { status }))[0] ?? "",
      /^fail venue: .*may be withdrawn.*ARENA_VENUE=kalshi$/,
    );
  }
  const nowMs = Date.parse("2026-11-19T09:00:00Z");
  assertMatch(
    (await lines(dflow, { nowMs }))[0] ?? "",
    /^note venue: Nothing is traded at dflow on Thursdays from 03:00 to 05:00 in America\/New_York, until 2026-11-19 10:00 UTC/,
  );
});

Deno.test("venueFindings() names keys and never shows one, and says who lacks them", async () => {
  const found = await lines({
    ARENA_VENUE: "dflow",
    ARENA_KEYS: JSON.stringify({ "dflow.momentum.private_key": SECRET }),
    ARENA_MODE: "momentum=live,hold=live",
  });
  assertEquals(found.slice(1), [
    "ok keys: dflow.momentum.private_key",
    "ok live: momentum has keys",
    "fail live: hold has none at dflow: deno task keys set dflow.hold.private_key",
  ]);
  assert(!found.join().includes(SECRET));
});
