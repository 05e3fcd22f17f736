import { assertEquals, assertThrows } from "@std/assert";
import { sha256Hex } from "./digest.ts";
import { orderId } from "./ids.ts";
import { GENESIS_HASH, GENESIS_HEAD, type JournalDraft } from "./journal.ts";
import { ChainBrokenError, chainRow, checkRow } from "./journal_chain.ts";

const DRAFT: JournalDraft = {
  entry: { kind: "order_expired", orderId: orderId("o_1") },
  causationId: "d_1",
  correlationId: null,
  occurredAtMs: 1_000,
  recordedAtMs: 1_005,
};

Deno.test("chainRow() starts at sequence 1 after 64 zeros", () => {
  const { row, payloadJson } = chainRow(GENESIS_HEAD, DRAFT);
  assertEquals(row.sequence, 1);
  assertEquals(row.previousHash, "0".repeat(64));
  assertEquals(
    payloadJson,
    JSON.stringify('{"kind":"order_expired","orderId":"o_1"}'),
  );
  assertEquals(
    row.hash,
    sha256Hex(
      `[1,"order_expired","{\\"kind\\":\\"order_expired\\",\\"orderId\\":\\"o_1\\"}","d_1",null,1000,1005,"${GENESIS_HASH}"]`,
    ),
  );
  checkRow(GENESIS_HEAD, row);
});

Deno.test("chainRow() covers every field by the hash", () => {
  const other = orderId("o_2");
  const changed: readonly JournalDraft[] = [
    { ...DRAFT, entry: { kind: "order_accepted", orderId: orderId("o_1") } },
    { ...DRAFT, entry: { kind: "order_expired", orderId: other } },
    { ...DRAFT, causationId: "" },
    { ...DRAFT, correlationId: "" },
    { ...DRAFT, occurredAtMs: 2 },
    { ...DRAFT, recordedAtMs: 3 },
  ];
  const hashes = [
    chainRow(GENESIS_HEAD, DRAFT),
    chainRow({ ...GENESIS_HEAD, sequence: 1 }, DRAFT),
    chainRow({ ...GENESIS_HEAD, hash: "1".repeat(64) }, DRAFT),
    ...changed.map((draft) => chainRow(GENESIS_HEAD, draft)),
  ].map(({ row }) => row.hash);
  assertEquals(new Set(hashes).size, hashes.length);
});

Deno.test("checkRow() finds a changed entry, a removed row and a forged hash", () => {
  const first = chainRow(GENESIS_HEAD, DRAFT).row;
  const second = chainRow(first, DRAFT).row;
  checkRow(first, second);
  const forgeries = [
    [first, { ...second, recordedAtMs: 9 }, "its hash must be"],
    [GENESIS_HEAD, second, "its sequence must be 1"],
    [
      first,
      { ...second, previousHash: GENESIS_HASH },
      "its previousHash must be",
    ],
    [first, { ...second, hash: GENESIS_HASH }, "its hash must be"],
  ] as const;
  for (const [previous, row, rule] of forgeries) {
    assertThrows(() => checkRow(previous, row), ChainBrokenError, rule);
  }
});
