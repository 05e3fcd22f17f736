import { assertEquals, assertMatch } from "@std/assert";
import { findTestDatabase, probePostgres } from "./postgres_probe.ts";

/** Returns a port of this machine at which nobody listens. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

Deno.test("probePostgres() tells why it cannot log in", async () => {
  const url = `postgres://me@127.0.0.1:${closedPort()}/x`;
  const probe = await probePostgres(url);
  assertEquals(probe.kind, "unreachable");
  assertMatch(probe.kind === "unreachable" ? probe.reason : "", /ECONNREFUSED/);
});

Deno.test("probePostgres() does not repeat a URL that it cannot read", async () => {
  assertEquals(await probePostgres("not a url with secret"), {
    kind: "unreachable",
    url: "not a url with secret",
    reason: "it must be a postgres:// URL",
  });
});

Deno.test("findTestDatabase() tries TEST_DATABASE_URL and nothing else where it is set", async () => {
  const url = `postgres://me@127.0.0.1:${closedPort()}/x`;
  const probe = await findTestDatabase({ TEST_DATABASE_URL: url });
  assertEquals([probe.kind, probe.url], ["unreachable", url]);
});
