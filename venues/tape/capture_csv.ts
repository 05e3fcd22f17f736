import type { Capture, CapturedLine } from "./captured_line.ts";

const COLUMNS = [
  "market_slug",
  "asset_id",
  "event_type",
  "price",
  "side",
  "size",
  "hash",
  "timestamp",
] as const;

type Row = Readonly<Record<typeof COLUMNS[number], string>> & {
  readonly line: number;
  readonly atMs: number;
};

/** What the prices of these tables are multiples of, unless one has three decimals. */
const TICK = 0.01;
const FINE_TICK = 0.001;
const SHARES_MIN = 5;

/** Whether a line is the head of a table of book events, one row per level. */
export function isEventCsv(line: string): boolean {
  const names = line.trim().split(",");
  return COLUMNS.every((name) => names.includes(name));
}

/**
 * Returns the frames that a table of book events was made of, in order of time.
 *
 * Rows of one token, hash and time are one book; neighboring changes of one time are one message, as the venue
 * says the same of both tokens. The table does not name the condition: the YES token's number stands in. YES is
 * the token that comes first. Markets close with their last row, and how they ended is not in the table.
 */
export function eventCsvRecords(text: string): Capture {
  const rows = readRows(text);
  const lines: CapturedLine[] = [];
  const bySlug = new Map<string, Row[]>();
  for (const row of rows) {
    const known = bySlug.get(row.market_slug);
    if (known === undefined) bySlug.set(row.market_slug, [row]);
    else known.push(row);
  }
  const markets = [...bySlug].map(([ticker, own]) => {
    lines.push(...framesOf(ticker, own));
    return { ticker, closesAtMs: (own.at(-1)?.atMs ?? 0) + 1, result: null };
  });
  return { lines, markets };
}

function readRows(text: string): readonly Row[] {
  const [head = "", ...lines] = text.split("\n");
  const places = COLUMNS.map((name) => head.trim().split(",").indexOf(name));
  const rows = lines.flatMap((line, index): Row[] => {
    if (line.trim() === "") return [];
    const fields = line.trim().split(",");
    const named = Object.fromEntries(
      COLUMNS.map((name, column) => [name, fields[places[column] ?? -1] ?? ""]),
    ) as Record<typeof COLUMNS[number], string>;
    return [{ ...named, line: index + 2, atMs: Number(named.timestamp) }];
  });
  return rows.sort((left, right) => left.atMs - right.atMs);
}

function framesOf(ticker: string, rows: readonly Row[]): CapturedLine[] {
  const tokens = [...new Set(rows.map((row) => row.asset_id))];
  const condition = `0x${
    BigInt(tokens[0] ?? "0").toString(16).padStart(64, "0").slice(-64)
  }`;
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  const lines = [frameLine(first, {
    id: ticker,
    question: ticker,
    slug: ticker,
    conditionId: condition,
    outcomes: JSON.stringify(tokens),
    clobTokenIds: JSON.stringify(tokens),
    active: true,
    closed: false,
    acceptingOrders: true,
    startDate: new Date(first.atMs).toISOString(),
    endDate: new Date(last.atMs + 1).toISOString(),
    orderPriceMinTickSize: rows.some(({ price }) => /\.\d{3}/.test(price))
      ? FINE_TICK
      : TICK,
    orderMinSize: SHARES_MIN,
  }, "gamma")];
  for (const group of groupsOf(rows)) {
    const [head] = group;
    if (head === undefined) continue;
    lines.push(frameLine(
      head,
      head.event_type === "book"
        ? bookFrame(condition, group)
        : changeFrame(condition, group),
    ));
  }
  return lines;
}

function frameLine(row: Row, frame: object, connection = "clob"): CapturedLine {
  const t = row.atMs;
  return {
    t,
    line: row.line,
    record: { t, kind: "frame", venue: "polymarket", connection, frame },
  };
}

/** Rows that were one message. */
function groupsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    const head = group?.[0];
    const isSame = head !== undefined && head.event_type === row.event_type &&
      head.atMs === row.atMs &&
      (row.event_type !== "book" ||
        (head.asset_id === row.asset_id && head.hash === row.hash));
    if (isSame) group?.push(row);
    else groups.push([row]);
  }
  return groups;
}

function bookFrame(market: string, rows: readonly Row[]): object {
  const levels = (side: string) =>
    rows.filter((row) => sideOf(row) === side)
      .map(({ price, size }) => ({ price, size }));
  const [head] = rows;
  return {
    event_type: "book",
    market,
    asset_id: head?.asset_id,
    timestamp: head?.timestamp,
    hash: head?.hash,
    bids: levels("BUY"),
    asks: levels("SELL"),
  };
}

function changeFrame(market: string, rows: readonly Row[]): object {
  return {
    event_type: "price_change",
    market,
    timestamp: rows[0]?.timestamp,
    price_changes: rows.map((row) => ({
      asset_id: row.asset_id,
      price: row.price,
      size: row.size,
      side: sideOf(row),
      hash: row.hash,
    })),
  };
}

/** The tables of June say bid and ask, those of July BUY and SELL. */
function sideOf({ side }: Row): string {
  if (side === "bid") return "BUY";
  return side === "ask" ? "SELL" : side;
}
