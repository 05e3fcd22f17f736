import { assertEquals, assertStringIncludes } from "@std/assert";
import { OfficialResults } from "./official_results.ts";

function row(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    market: "M1",
    result: "yes",
    status: "finalized",
    ["close_time"]: "2026-05-13T21:30:00Z",
    ...more,
  });
}

Deno.test("OfficialResults takes JSON lines and a JSON array", () => {
  const results = new OfficialResults();
  assertEquals(
    results.addFile("a", `${row()}\n\n${row({ market: "M2" })}\n`),
    [],
  );
  assertEquals(results.addFile("b", `[\n${row({ market: "M3" })}\n]`), []);
  assertEquals(results.rowsTaken, 3);
  assertEquals(results.get("M3"), {
    outcome: "yes",
    status: "finalized",
    settledAtMs: null,
    file: "b",
  });
  assertEquals(results.get("M4"), null);
});

Deno.test("OfficialResults keeps the row that knows more", () => {
  const results = new OfficialResults();
  const settled = row({ "settlement_ts": "2026-05-13T21:30:11.5Z" });
  results.addFile("a", row({ status: "determined" }));
  results.addFile("b", settled);
  results.addFile("c", row());
  assertEquals(results.get("M1"), {
    outcome: "yes",
    status: "finalized",
    settledAtMs: Date.parse("2026-05-13T21:30:11.5Z"),
    file: "b",
  });
});

Deno.test("OfficialResults trusts neither of two files that contradict each other", () => {
  const results = new OfficialResults();
  results.addFile("a", row());
  const [problem = ""] = results.addFile("b", row({ result: "no" }));
  assertStringIncludes(problem, "all files must agree on M1");
  assertEquals(results.get("M1"), null);
});

Deno.test("OfficialResults says which row it cannot take, and takes the others", () => {
  const results = new OfficialResults();
  const problems = results.addFile(
    "a",
    `${row({ result: "maybe" })}\nnot json\n${row({ "settlement_ts": "" })}`,
  );
  assertEquals(problems.length, 2);
  assertStringIncludes(problems[0] ?? "", "row 1 of a");
  assertStringIncludes(problems[1] ?? "", "row 2 of a");
  assertEquals(results.get("M1")?.settledAtMs, null);
});
