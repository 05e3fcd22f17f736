import { z } from "zod";
import { payoutResolution } from "../polymarket/listing.ts";
import { describeMismatch } from "../schema_issue.ts";
import type { Capture, CapturedLine, CapturedMarket } from "./captured_line.ts";
import { readWholeText } from "./line_reader.ts";
import {
  parseJson,
  type TapeRecord,
  type UnreadableLine,
} from "./tape_record.ts";

const messageSchema = z.object({
  source: z.string().min(1).max(200),
  recv_wall_ts: z.int().min(0).max(8_640_000_000_000_000),
  payload: z.string(),
});

const marketSchema = z.object({
  market_id: z.string().min(1),
  slug: z.string().min(1),
  title: z.string(),
  condition_id: z.string().min(1),
  outcomes: z.array(
    z.object({ token_id: z.string().min(1), outcome: z.string() }),
  ),
  start_ts: z.int().min(0),
  end_ts: z.int().min(0),
  tick_size: z.number().positive(),
  min_order_size: z.number().min(0),
  fee_parameters: z.object({
    fees_enabled: z.boolean(),
    raw_fee_config: z.unknown(),
  }).optional(),
});

const resultsSchema = z.object({
  markets: z.array(z.object({
    slug: z.string().min(1),
    closed: z.boolean(),
    outcome_prices: z.tuple([z.number(), z.number()]),
    updated_at: z.iso.datetime({ offset: true }),
  })),
});

const tradeSchema = z.object({
  stream: z.string(),
  data: z.object({ e: z.literal("trade"), s: z.string(), p: z.string() }),
});
const tickerSchema = z.object({
  type: z.literal("ticker"),
  product_id: z.string().min(1).max(200),
  price: z.string(),
});

const PRICE = /^\d{1,18}(\.\d{1,12})?$/;
const RESULTS_FILE = "settlement_reconciliation.json";
const MARKETS_FILE = "markets.jsonl";
const MICROS = 1_000_000;

/** Whether a line is a message as a session keeps it. */
export function isSessionLine(line: string): boolean {
  const json = parseJson(line);
  return json.kind === "json" && messageSchema.safeParse(json.value).success;
}

/**
 * Returns what a session's messages say, with the markets and the results that lie in the files beside them.
 *
 * Messages of the venue are frames of the connection that is called as their source; prints of the two
 * exchanges that were recorded beside it are spot prices, and what else was recorded is left out.
 */
export async function sessionRecords(
  path: string,
  text: string,
): Promise<Capture> {
  const folder = path.includes("/")
    ? path.slice(0, path.lastIndexOf("/"))
    : ".";
  const messages = readMessages(text);
  const firstMs = messages[0]?.t ?? 0;
  const { listings, markets } = readMarkets(
    await textOf(`${folder}/${MARKETS_FILE}`),
    firstMs,
  );
  const ended = withResults(markets, await textOf(`${folder}/${RESULTS_FILE}`));
  return { lines: [...listings, ...messages], markets: ended };
}

function readMessages(text: string): readonly CapturedLine[] {
  const lines: CapturedLine[] = [];
  let newestMs = 0;
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const read = readMessage(line);
    if (read === null) continue;
    newestMs = read.kind === "unreadable"
      ? newestMs
      : Math.max(newestMs, read.t);
    lines.push({ t: newestMs, line: index + 1, record: read });
  }
  return lines;
}

function readMessage(line: string): TapeRecord | UnreadableLine | null {
  const json = parseJson(line);
  if (json.kind === "unreadable") return json;
  const message = messageSchema.safeParse(json.value);
  if (!message.success) {
    return {
      kind: "unreadable",
      message: describeMismatch(
        "read a captured message",
        message.error,
        json.value,
      ),
    };
  }
  const { source, recv_wall_ts: t, payload } = message.data;
  if (source.startsWith("polymarket")) {
    return {
      t,
      kind: "frame",
      venue: "polymarket",
      connection: source,
      frame: payload.trim(),
    };
  }
  return readSpot(payload, t);
}

function readSpot(payload: string, t: number): TapeRecord | null {
  const json = parseJson(payload);
  if (json.kind === "unreadable") return null;
  const trade = tradeSchema.safeParse(json.value);
  if (trade.success) return spot(t, trade.data.data.s, trade.data.data.p);
  const ticker = tickerSchema.safeParse(json.value);
  if (!ticker.success) return null;
  return spot(t, `coinbase ${ticker.data.product_id}`, ticker.data.price);
}

function spot(t: number, symbol: string, price: string): TapeRecord | null {
  return PRICE.test(price) ? { t, kind: "spot", symbol, price } : null;
}

/** The recorder's notes of a market are turned back into the row of the catalogue that they were taken from. */
function readMarkets(
  text: string | null,
  t: number,
): {
  readonly listings: readonly CapturedLine[];
  readonly markets: readonly CapturedMarket[];
} {
  const listings: CapturedLine[] = [];
  const markets: CapturedMarket[] = [];
  for (const line of text?.split("\n") ?? []) {
    if (line === "") continue;
    const json = parseJson(line);
    const market = marketSchema.safeParse(
      json.kind === "json" ? json.value : undefined,
    );
    if (!market.success) {
      const message = describeMismatch(
        "list a captured market",
        market.error,
        line,
      );
      listings.push({ t, line: 0, record: { kind: "unreadable", message } });
      continue;
    }
    const frame = gammaRow(market.data);
    listings.push({
      t,
      line: 0,
      record: {
        t,
        kind: "frame",
        venue: "polymarket",
        connection: "gamma",
        frame,
      },
    });
    const { slug, end_ts: closesAtMs } = market.data;
    markets.push({ ticker: slug, closesAtMs, result: null });
  }
  return { listings, markets };
}

function gammaRow(market: z.infer<typeof marketSchema>): object {
  return {
    id: market.market_id,
    question: market.title,
    slug: market.slug,
    conditionId: market.condition_id,
    outcomes: JSON.stringify(market.outcomes.map(({ outcome }) => outcome)),
    clobTokenIds: JSON.stringify(market.outcomes.map(({ token_id: id }) => id)),
    active: true,
    closed: false,
    acceptingOrders: true,
    eventStartTime: new Date(market.start_ts).toISOString(),
    endDate: new Date(market.end_ts).toISOString(),
    orderPriceMinTickSize: market.tick_size,
    orderMinSize: market.min_order_size,
    feesEnabled: market.fee_parameters?.fees_enabled,
    feeSchedule: market.fee_parameters?.raw_fee_config,
  };
}

function withResults(
  markets: readonly CapturedMarket[],
  text: string | null,
): readonly CapturedMarket[] {
  const json = parseJson(text ?? "");
  const results = resultsSchema.safeParse(
    json.kind === "json" ? json.value : undefined,
  );
  if (!results.success) return markets;
  return markets.map((market) => {
    const row = results.data.markets.find(({ slug }) => slug === market.ticker);
    if (row?.closed !== true) return market;
    const [yes, no] = row.outcome_prices;
    const resolution = payoutResolution(yes * MICROS, no * MICROS);
    if (resolution === null) return market;
    const settledAtMs = Math.max(Date.parse(row.updated_at), market.closesAtMs);
    return { ...market, result: { resolution, settledAtMs } };
  });
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readWholeText(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
