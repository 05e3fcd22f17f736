import { KnownTexts } from "../known_texts.ts";
import { PlainJson, plainKeys } from "../plain_json.ts";
import { PlainWord } from "../plain_word.ts";
import type {
  BookChange,
  LevelMicros,
  TokenChange,
  WholeTokenBook,
} from "./book_change.ts";
import { DOLLAR } from "./outcome_token.ts";
import { CONDITION_PATTERN, HASH_MAX, TOKEN_PATTERN } from "./schema/field.ts";

/** A frame of the kinds that come by the thousand. */
export type PlainFrame =
  | { readonly event_type: "price_change" } & BookChange
  | { readonly event_type: "book" } & WholeTokenBook;

const OPEN = 123;
const CLOSE = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const KEYS = plainKeys(
  "event_type",
  "market",
  "timestamp",
  "price_changes",
  "asset_id",
  "hash",
  "bids",
  "asks",
  "tick_size",
  "min_order_size",
  "neg_risk",
  "last_trade_price",
);
const [EVENT_TYPE, MARKET, TIMESTAMP, CHANGES] = [0, 1, 2, 3] as const;
const [TOKEN, HASH, BIDS, ASKS, TICK] = [4, 5, 6, 7, 8] as const;
const [MIN_SIZE, NEG_RISK] = [9, 10] as const;
/** A bit for each of a frame's fields. */
const CHANGE_FIELDS = 0b000000001111;
const BOOK_FIELDS = 0b000011110111;
/** Those that a book may have or not. */
const MORE_FIELDS = 0b111100000000;
const ROW_KEYS = plainKeys(
  "asset_id",
  "price",
  "size",
  "side",
  "hash",
  "best_bid",
  "best_ask",
);
const ROW_FIELDS = 0b1111111;
const [ROW_TOKEN, ROW_PRICE, ROW_SIZE, ROW_SIDE, ROW_HASH] = [0, 1, 2, 3, 4];
const ROW_BID = 5;
const LEVEL_KEYS = plainKeys("price", "size");
const PRICE_CHANGE = PlainWord.of('"price_change"');
const BOOK = PlainWord.of('"book"');
const BUY = PlainWord.of('"BUY"');
const SELL = PlainWord.of('"SELL"');
const NOTHING = PlainWord.of('""');

/** What is read into; each reading begins it anew. */
const json = new PlainJson();
const TOKENS = new KnownTexts((text) => TOKEN_PATTERN.test(text) ? text : null);
const CONDITIONS = new KnownTexts((text) =>
  CONDITION_PATTERN.test(text) ? text : null
);

/**
 * Reads changes of a book, or a whole one, out of a frame's text, without parsing it and without the schema.
 *
 * What is returned here is always what they would come to. Any other text, however little it differs from what the
 * venue usually sends, is `null` and has to go through them.
 */
export function readPlainFrame(text: string): PlainFrame | null {
  if (!json.open(text)) return null;
  let fields = 0;
  let guess = 0;
  let isBook = false;
  let market: string | null = null;
  let atMs = NaN;
  let tokenId: string | null = null;
  let changes: readonly TokenChange[] | null = null;
  let bids: LevelMicros | null = null;
  let asks: LevelMicros | null = null;
  let tickMicros: number | null = null;
  json.pass(OPEN);
  do {
    const key = json.key(KEYS, guess);
    if (key === -1) {
      json.skip();
      continue;
    }
    if ((fields & 1 << key) !== 0) return null;
    fields |= 1 << key;
    guess = (key + 1) % KEYS.length;
    switch (key) {
      case EVENT_TYPE:
        isBook = !json.wordIf(PRICE_CHANGE);
        if (isBook) json.word(BOOK);
        break;
      case MARKET:
        market = json.known(CONDITIONS);
        break;
      case TIMESTAMP:
        atMs = json.integerText();
        break;
      case CHANGES:
        changes = readChanges();
        break;
      case TOKEN:
        tokenId = json.known(TOKENS);
        break;
      case BIDS:
        bids = readLevels();
        break;
      case ASKS:
        asks = readLevels();
        break;
      case TICK:
        tickMicros = json.decimal();
        break;
      default:
        passBeside(key);
    }
  } while (json.goesOn());
  json.pass(CLOSE);
  if (!json.isWhole || market === null) return null;
  if (fields === CHANGE_FIELDS && !isBook && changes !== null) {
    return { event_type: "price_change", market, atMs, changes };
  }
  const isOther = (fields & ~MORE_FIELDS) !== BOOK_FIELDS || !isBook;
  if (isOther || tokenId === null || bids === null || asks === null) {
    return null;
  }
  return { event_type: "book", market, tokenId, atMs, bids, asks, tickMicros };
}

/** Passes what a book has beside what is read of it, in the form that the schema wants. */
function passBeside(key: number): void {
  switch (key) {
    case HASH:
      return json.skipText(HASH_MAX);
    case NEG_RISK:
      return json.skipTruth();
    case MIN_SIZE:
      json.decimal();
      return;
    default:
      if (!json.wordIf(NOTHING)) json.decimal();
  }
}

function readChanges(): readonly TokenChange[] | null {
  const changes: TokenChange[] = [];
  json.pass(OPEN_LIST);
  do {
    const change = readChange();
    if (change === null) return null;
    changes.push(change);
  } while (json.goesOn());
  json.pass(CLOSE_LIST);
  return changes;
}

function readChange(): TokenChange | null {
  let fields = 0;
  let guess = 0;
  let tokenId: string | null = null;
  let price = NaN;
  let size = NaN;
  let isBuy = false;
  let bestBid = NaN;
  let bestAsk = NaN;
  json.pass(OPEN);
  do {
    const key = json.key(ROW_KEYS, guess);
    if (key === -1) {
      json.skip();
      continue;
    }
    if ((fields & 1 << key) !== 0) return null;
    fields |= 1 << key;
    guess = (key + 1) % ROW_KEYS.length;
    switch (key) {
      case ROW_TOKEN:
        tokenId = json.known(TOKENS);
        break;
      case ROW_PRICE:
        price = json.decimal();
        break;
      case ROW_SIZE:
        size = json.decimal();
        break;
      case ROW_SIDE:
        isBuy = json.wordIf(BUY);
        if (!isBuy) json.word(SELL);
        break;
      case ROW_HASH:
        json.skipText(HASH_MAX);
        break;
      case ROW_BID:
        bestBid = json.decimal();
        break;
      default:
        bestAsk = json.decimal();
    }
  } while (json.goesOn());
  json.pass(CLOSE);
  const isWhole = fields === ROW_FIELDS && price <= DOLLAR;
  if (!isWhole || tokenId === null) return null;
  const side = isBuy ? "BUY" : "SELL";
  return { tokenId, side, price, size, bestBid, bestAsk };
}

function readLevels(): LevelMicros | null {
  const prices: number[] = [];
  const sizes: number[] = [];
  json.pass(OPEN_LIST);
  if (json.passIf(CLOSE_LIST)) return { prices, sizes };
  do {
    json.pass(OPEN);
    if (json.key(LEVEL_KEYS, 0) !== 0) return null;
    const price = json.decimal();
    if (!json.goesOn() || json.key(LEVEL_KEYS, 1) !== 1) return null;
    const size = json.decimal();
    json.pass(CLOSE);
    if (!(price <= DOLLAR)) return null;
    prices.push(price);
    sizes.push(size);
  } while (json.goesOn());
  json.pass(CLOSE_LIST);
  return { prices, sizes };
}
