import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { Journal } from "../../actors/ports/journal.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { sampleDrafts } from "../../db/testing/sample_drafts.ts";
import { sha256Hex } from "../../domain/digest.ts";
import { checkRow } from "../../domain/journal_chain.ts";
import { decodeEntry } from "../../domain/journal_codec.ts";
import { GENESIS_HEAD, type JournalHead } from "../../domain/journal.ts";
import { apiOf } from "../../routes/(_api)/api_testing.ts";
import { readText } from "../tidy/source_tree.ts";

const DRAFTS = sampleDrafts();

async function journalOfStory(): Promise<Journal> {
  const journal = new MemoryJournal(SILENT_LOG);
  await Promise.all(DRAFTS.map((draft) => journal.append(draft)));
  return journal;
}

function apiOver(journal: Journal) {
  return apiOf({
    journalHead: () => journal.head(),
    journal: () => journal,
  });
}

/** The first code block of a language in docs/journal.md. */
async function exampleOf(language: string): Promise<string> {
  const page = await readText("docs/journal.md");
  const block = new RegExp(`^\`\`\`${language}(?: ignore)?\n(.*?)^\`\`\``, "ms")
    .exec(page);
  return block?.[1] ?? "";
}

/** Serves what `answer` gives, and checks it with the program of docs/journal.md. */
async function checkAsDocumented(
  answer: (request: Request) => Response | Promise<Response>,
) {
  const path = await Deno.makeTempFile({ suffix: ".mjs" });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    answer,
  );
  try {
    await Deno.writeTextFile(path, await exampleOf("js"));
    const host = `127.0.0.1:${server.addr.port}`;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-config",
        `--allow-net=${host}`,
        path,
        `http://${host}`,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    const decoder = new TextDecoder();
    return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("GET /api/journal answers with all that it takes to follow the chain", async () => {
  const journal = await journalOfStory();
  const api = apiOver(journal);
  let previous: JournalHead = GENESIS_HEAD;
  const lengths: number[] = [];
  for (;;) {
    const answer = await api.request(
      `/api/journal?after=${previous.sequence}&limit=20`,
    );
    const { rows, head } = await answer.json();
    assertEquals(head, journal.head());
    lengths.push(rows.length);
    for (const { payload, kind, ...row } of rows) {
      const entry = decodeEntry(payload);
      assertEquals(entry.kind, kind);
      checkRow(previous, { ...row, entry });
      previous = { sequence: row.sequence, hash: row.hash };
    }
    if (rows.length === 0) break;
  }
  assertEquals(lengths, [20, DRAFTS.length - 20, 0]);
  assertEquals(previous, journal.head());
});

Deno.test("GET /api/journal begins at the first row and refuses pages out of range", async () => {
  const api = apiOver(await journalOfStory());
  const { rows } = await (await api.request("/api/journal")).json();
  assertEquals([rows[0].sequence, rows.length], [1, DRAFTS.length]);
  for (
    const [query, parameter] of [
      ["limit=0", "limit"],
      ["limit=501", "limit"],
      ["after=-1", "after"],
      ["after=x", "after"],
      ["before=3", "before"],
    ] as const
  ) {
    const answer = await api.request(`/api/journal?${query}`);
    assertEquals(answer.status, 400);
    assertStringIncludes((await answer.json()).error.detail, parameter);
  }
});

Deno.test("GET /api/journal takes its numbers in decimal digits only, and says so", async () => {
  const api = apiOver(await journalOfStory());
  for (
    const [query, value] of [
      ["", ""],
      ["%20", " "],
      ["%207", " 7"],
      ["+7", " 7"],
      ["%2B7", "+7"],
      ["-0", "-0"],
      ["0x10", "0x10"],
      ["0b1", "0b1"],
      ["1e2", "1e2"],
      ["1.0", "1.0"],
      ["1_0", "1_0"],
      ["%D9%A1", "\u0661"],
    ] as const
  ) {
    for (
      const [parameter, rule] of [
        ["after", "0 to 9007199254740991"],
        ["limit", "1 to 500"],
      ]
    ) {
      const answer = await api.request(`/api/journal?${parameter}=${query}`);
      assertEquals([answer.status, await answer.json()], [400, {
        error: {
          code: "invalid_query",
          detail:
            `${parameter}: Cannot read the number as it must be ${rule} in decimal digits: current value is "${value}"`,
        },
      }]);
    }
  }
});

Deno.test("GET /api/openapi.json documents which numbers GET /api/journal takes", async () => {
  const api = apiOver(await journalOfStory());
  const { paths } = await (await api.request("/api/openapi.json")).json();
  const [after, limit] = paths["/api/journal"].get.parameters;
  const type = "integer";
  assertEquals([after.name, after.required, after.schema], ["after", false, {
    type,
    minimum: 0,
    maximum: 2 ** 53 - 1,
    default: 0,
    description: "Only rows with a higher sequence",
  }]);
  assertEquals([limit.name, limit.required, limit.schema], ["limit", false, {
    type,
    minimum: 1,
    maximum: 500,
    default: 100,
  }]);
});

Deno.test("GET /api/journal repeats no more of a wrong number than it takes to find it", async () => {
  const api = apiOver(await journalOfStory());
  const answer = await api.request(`/api/journal?after=${"x".repeat(5_000)}`);
  const { detail } = (await answer.json()).error;
  assertEquals([answer.status, detail.length < 200], [400, true]);
});

Deno.test("docs/journal.md shows a row, the text that its hash covers, and a true hash", async () => {
  const row = JSON.parse(await exampleOf("json"));
  const { payload, kind, ...fields } = row;
  const entry = decodeEntry(payload);
  assertEquals(entry.kind, kind);
  checkRow(GENESIS_HEAD, { ...fields, entry });
  const command = /^printf '%s' '(.*)' \| sha256sum$/m.exec(
    await exampleOf("sh"),
  );
  assertEquals(sha256Hex(command?.[1] ?? ""), row.hash);
  const journal = new MemoryJournal(SILENT_LOG);
  await journal.append({ ...fields, entry });
  const answer = await apiOver(journal).request("/api/journal");
  assertEquals((await answer.json()).rows, [row]);
});

Deno.test("docs/journal.md has a program that checks the chain from the API's answer alone", async () => {
  const journal = await journalOfStory();
  const api = apiOver(journal);
  const { sequence, hash } = journal.head();
  assertEquals(await checkAsDocumented((request) => api.fetch(request)), {
    code: 0,
    out: `${sequence} rows hold, head ${hash}\n`,
    err: "",
  });
});

Deno.test("docs/journal.md has a program that finds a changed payload and a missing row", async () => {
  const api = apiOver(await journalOfStory());
  const tampered = (change: (text: string) => string) =>
    checkAsDocumented(async (request) =>
      new Response(change(await (await api.fetch(request)).text()))
    );
  const changed = await tampered((text) => text.replace("0.43", "0.44"));
  assertEquals(changed.code, 1);
  assertMatch(changed.err, /row 8 does not hold/);
  const missing = await tampered((text) => {
    const { rows } = JSON.parse(text);
    return JSON.stringify({ rows: rows.toSpliced(4, 1) });
  });
  assertEquals(missing.code, 1);
  assertMatch(missing.err, /row 5 does not hold/);
});
