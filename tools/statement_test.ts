import { assertEquals, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { usd } from "../domain/money.ts";
import { perpetualPrice } from "../domain/perpetual.ts";
import { UsageError } from "./flags.ts";
import { bookFiles } from "./statement/book_files.ts";
import { StatementError } from "./statement/statement.ts";
import {
  statementJson,
  statementText,
  totalsOf,
} from "./statement/statement_text.ts";

interface Written {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Books files of these contents. Their folder stands as `…` in what is said of them, and columns have no width: it
 * would be that of the folder's name, which is longer or shorter each time.
 */
async function booked(...files: readonly Written[]) {
  const folder = await Deno.makeTempDir();
  try {
    const paths = await Promise.all(files.map(async ({ name, content }) => {
      const path = `${folder}/${name}`;
      await (typeof content === "string"
        ? Deno.writeTextFile(path, content)
        : Deno.writeFile(path, content));
      return path;
    }));
    const statement = await bookFiles(paths);
    const text = statementText(statement).replaceAll(folder, "…")
      .replace(/ {2,}/g, " ");
    return { statement, text };
  } catch (error) {
    if (error instanceof Error) {
      error.message = error.message.replaceAll(folder, "…");
    }
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const BOUGHT = {
  coin: "BTC",
  px: "100000",
  sz: "0.02",
  side: "B",
  time: 1,
  startPosition: "0.0",
  dir: "Open Long",
  closedPnl: "0.0",
  crossed: true,
  fee: "0.9",
  feeToken: "USDC",
  tid: 11,
} as const;
const SOLD = {
  ...BOUGHT,
  px: "101000",
  sz: "0.015",
  side: "A",
  time: 2,
  startPosition: "0.02",
  dir: "Close Long",
  closedPnl: "15.0",
  fee: "0.68",
  tid: 12,
} as const;
const FUNDED = {
  time: 3,
  delta: {
    type: "funding",
    coin: "BTC",
    usdc: "-0.25",
    szi: "0.005",
    fundingRate: "0.0000125",
    nSamples: 1,
  },
} as const;

function json(name: string, value: unknown): Written {
  return { name, content: JSON.stringify(value) };
}

Deno.test("statement books fills and funding of a wallet, in either order of time, plain or gzip'd", async () => {
  const funding = json("funding.json", [FUNDED]);
  const { statement, text } = await booked(
    json("fills.json", [BOUGHT, SOLD]),
    funding,
  );
  assertEquals(
    text.split("\n").at(-1),
    "statement rows=3 realized=15.00 fees=1.58 funding=0.25 net=13.17 explained=0 unexplained=0 ledger=0",
  );
  assertEquals(
    statement.lines.map(({ position, entry, open }) => [position, entry, open]),
    [["0.005", perpetualPrice("100000"), usd("5")]],
  );
  const packed = {
    name: "fills.json",
    content: gzipSync(JSON.stringify([SOLD, BOUGHT])),
  };
  assertEquals((await booked(packed, funding)).text, text);
});

Deno.test("statement says where funding went against its own rate", async () => {
  const delta = { ...FUNDED.delta, usdc: "0.25" };
  const { text } = await booked(
    json("fills.json", [BOUGHT]),
    json("funding.json", [{ ...FUNDED, delta }, {
      ...FUNDED,
      delta: { ...delta, nSamples: 24 },
    }]),
  );
  assertEquals(text.split("\n").slice(-3, -1), [
    "1 × funding differs: a sum of intervals comes with the averages of size and rate",
    "…/fills.json, funding 1 of BTC: funding is to be paid by our books, 0.25 in the file",
  ]);
});

Deno.test("statement says where fills are missing and where a profit is not what the fills make of it", async () => {
  const { statement, text } = await booked(json("fills.json", [
    BOUGHT,
    { ...SOLD, closedPnl: "15.000001" },
    { ...BOUGHT, coin: "ETH", startPosition: "0.0", tid: 13 },
    { ...SOLD, coin: "ETH", startPosition: "0.5", tid: 14 },
  ]));
  const { unexplained } = totalsOf(statement);
  assertEquals(
    text.split("\n").filter((line) => line.includes("by our books")),
    [
      "…/fills.json, fill 2 of BTC (tid 12): profit is 15.00 by our books, 15.000001 in the file",
      "…/fills.json, fill 4 of ETH (tid 14): position is 0.02 by our books, 0.50 in the file",
    ],
  );
  assertEquals(unexplained, 2);
});

Deno.test("statement takes the venue's word for what was opened before the first fill, and says so", async () => {
  const { text } = await booked(json("fills.json", [SOLD]));
  assertEquals(text.split("\n").slice(-2), [
    "1 fills close what was opened before the first one: their profit is the venue's word",
    "statement rows=1 realized=15.00 fees=0.68 funding=0.00 net=14.32 explained=0 unexplained=0 ledger=0",
  ]);
});

const TRADE = {
  id: "t1",
  ["model_id"]: "a-model",
  symbol: "BTC",
  side: "short",
  quantity: -0.1,
  ["entry_sz"]: 0.1,
  ["exit_sz"]: 0.1,
  ["entry_price"]: 110_000,
  ["exit_price"]: 109_000,
  ["exit_crossed"]: true,
  ["exit_time"]: 1_760_800_000,
  ["entry_commission_dollars"]: 4.95,
  ["exit_commission_dollars"]: 4.905,
  ["total_commission_dollars"]: 9.855,
  ["entry_closed_pnl"]: -4.95,
  ["exit_closed_pnl"]: 95.095,
  ["realized_gross_pnl"]: 100,
  ["realized_net_pnl"]: 90.145,
} as const;

Deno.test("statement books closed trades and names a net that nothing explains", async () => {
  const { text } = await booked(json("trades.json", { trades: [TRADE] }));
  assertEquals(
    text.split("\n").at(-1),
    "statement rows=1 realized=100.00 fees=9.855 funding=0.00 net=90.145 explained=0 unexplained=0 ledger=0",
  );
  const off = { ...TRADE, ["realized_net_pnl"]: 80 };
  const { text: second } = await booked(
    json("trades.json", { trades: [off] }),
  );
  assertEquals(
    second.split("\n").at(-2),
    "a-model, trade t1: net is 90.145 by our books, 80.00 in the file",
  );
});

const COLUMNS =
  "ticker,entry_time,market_result,our_side,contracts,total_cost_usd,revenue_usd,fee_usd,net_pnl_usd";
const SETTLED = "KXBTC15M-26FEB281700-00,2026-02-28T21:46:39Z,no,no,7";

Deno.test("statement books settlements and holds fee, payout and net to the rules", async () => {
  const { text } = await booked({
    name: "settled.csv",
    content:
      `${COLUMNS}\n${SETTLED},3.36,7.0,0.13,3.51\n${SETTLED},3.36,7.0,0.00,3.64\n`,
  });
  assertEquals(text.split("\n").slice(-2), [
    "1 × fee differs: the order rested, which is free",
    "statement rows=2 realized=7.28 fees=0.13 funding=0.00 net=7.15 explained=1 unexplained=0 ledger=0",
  ]);
  const { text: off } = await booked({
    name: "settled.csv",
    content: `${COLUMNS}\n${SETTLED},3.36,6.0,0.99,1.66\n`,
  });
  assertEquals(off.split("\n").slice(-4, -1), [
    "…/settled.csv, line 2: fee is 0.13 by our books, 0.99 in the file",
    "…/settled.csv, line 2: net is 1.65 by our books, 1.66 in the file",
    "…/settled.csv, line 2: payout is 7.00 by our books, 6.00 in the file",
  ]);
});

Deno.test("statement prints every difference as JSON", async () => {
  const { statement } = await booked(
    json("fills.json", [BOUGHT, { ...SOLD, closedPnl: "14" }]),
  );
  const printed = JSON.parse(JSON.stringify(statementJson(statement)));
  assertEquals(
    [printed.rows, printed.net, printed.unexplained, printed.lines[0].net],
    [2, "13.42", 1, "13.42"],
  );
  assertEquals(printed.differences[0].theirs, "14.00");
});

Deno.test("statement refuses a file by its place: what is no JSON, a wrong row, what is none of the kinds", async () => {
  const refused = [
    [
      { name: "a.json", content: '[{"coin":\n oops' },
      "Cannot book …/a.json as it must be JSON: line 2 is none",
    ],
    [json("b.json", [{ ...BOUGHT, px: "0" }]), "0.px is wrong: "],
    [json("c.json", [{ ...BOUGHT, feeToken: "HYPE" }]), "0.feeToken is wrong"],
    [
      {
        name: "d.csv",
        content:
          `${COLUMNS}\n${SETTLED},3.36,7.0,0.13,3.51\n${SETTLED},x,7,0,0`,
      },
      "Cannot book …/d.csv as line 3 must be a settlement: total_cost_usd is wrong",
    ],
    [{ name: "e.txt", content: "hello" }, "nothing of that is in it"],
  ] as const;
  for (const [file, message] of refused) {
    await assertRejects(() => booked(file), StatementError, message);
  }
  await assertRejects(
    () => bookFiles(["/nowhere/fills.json"]),
    UsageError,
    "as it must be readable",
  );
});
