import { type MarketId, marketId } from "../../domain/ids.ts";
import { KnownTexts } from "../known_texts.ts";
import { PlainJson, plainKeys } from "../plain_json.ts";
import { PlainWord } from "../plain_word.ts";
import { LEVELS_MAX, TICKER_PATTERN } from "./schema.ts";
import { type BidMicros, DOLLAR, WholeBook } from "./whole_book.ts";

/** A frame of the kinds that come by the thousand. Prices are micro-dollars. */
export type HotFrame =
  | {
    readonly channel: "prices";
    readonly marketId: MarketId;
    readonly yesBid: number | null;
    readonly yesAsk: number | null;
    readonly noBid: number | null;
    readonly noAsk: number | null;
  }
  | {
    readonly channel: "orderbook";
    readonly marketId: MarketId;
    readonly book: WholeBook;
  };

const OPEN = 123;
const CLOSE = 125;
const KEYS = plainKeys(
  "channel",
  "type",
  "market_ticker",
  "yes_bids",
  "no_bids",
  "yes_bid",
  "yes_ask",
  "no_bid",
  "no_ask",
);
const [CHANNEL, TYPE, TICKER, YES_BIDS, NO_BIDS] = [0, 1, 2, 3, 4] as const;
const [YES_BID, YES_ASK, NO_BID, NO_ASK] = [5, 6, 7, 8] as const;
/** A bit for each of a frame's fields. */
const BOOK_FIELDS = 0b000011111;
const PRICES_FIELDS = 0b111100111;
const PRICES = PlainWord.of('"prices"');
const TICKER_WORD = PlainWord.of('"ticker"');
const ORDERBOOK = PlainWord.of('"orderbook"');

/** What is read into; each reading begins it anew. */
const json = new PlainJson();
const IDS = new KnownTexts((text) =>
  TICKER_PATTERN.test(text) ? marketId("dflow", text) : null
);

/**
 * Reads a whole book or prices out of a frame's text, without parsing it and without the schema, which takes several
 * times as long for its hundred levels as to parse them.
 *
 * What is returned here is always what they would come to. Any other text, however little it differs from what the
 * venue usually sends, is `null` and has to go through them.
 */
export function readHotFrame(text: string): HotFrame | null {
  if (!json.open(text)) return null;
  let fields = 0;
  let guess = 0;
  let isBook = false;
  let isBookType = false;
  let id: MarketId | null = null;
  let yesBids: BidMicros | null = null;
  let noBids: BidMicros | null = null;
  let yesBid: number | null = null;
  let yesAsk: number | null = null;
  let noBid: number | null = null;
  let noAsk: number | null = null;
  json.pass(OPEN);
  do {
    const key = json.key(KEYS, guess);
    if (key === -1) {
      json.skip();
      continue;
    }
    if ((fields & 1 << key) !== 0) return null;
    fields |= 1 << key;
    guess = key === NO_ASK ? 0 : key + 1;
    switch (key) {
      case CHANNEL:
        isBook = !json.wordIf(PRICES);
        if (isBook) json.word(ORDERBOOK);
        break;
      case TYPE:
        isBookType = !json.wordIf(TICKER_WORD);
        if (isBookType) json.word(ORDERBOOK);
        break;
      case TICKER:
        id = json.known(IDS);
        break;
      case YES_BIDS:
        yesBids = readBids();
        break;
      case NO_BIDS:
        noBids = readBids();
        break;
      case YES_BID:
        yesBid = readPrice();
        break;
      case YES_ASK:
        yesAsk = readPrice();
        break;
      case NO_BID:
        noBid = readPrice();
        break;
      default:
        noAsk = readPrice();
    }
  } while (json.goesOn());
  json.pass(CLOSE);
  if (!json.isWhole || id === null || isBook !== isBookType) return null;
  if (fields === BOOK_FIELDS && isBook && yesBids !== null && noBids !== null) {
    const book = new WholeBook(yesBids, noBids);
    return { channel: "orderbook", marketId: id, book };
  }
  const isPrices = fields === PRICES_FIELDS && !isBook && isPrice(yesBid) &&
    isPrice(yesAsk) && isPrice(noBid) && isPrice(noAsk);
  return isPrices
    ? { channel: "prices", marketId: id, yesBid, yesAsk, noBid, noAsk }
    : null;
}

/** Reads one side of a book, which comes best first or best last; `null` for one in another order. */
function readBids(): BidMicros | null {
  const prices: number[] = [];
  const sizes: number[] = [];
  let levels = 0;
  let last = NaN;
  let isFalling = true;
  let isRising = true;
  json.pass(OPEN);
  if (json.passIf(CLOSE)) return { prices, sizes };
  do {
    const price = json.decimal(1);
    json.colon();
    const size = json.amount();
    // A price of nothing or a dollar is refused by the schema's way, with a reason.
    if (!(price > 0 && price < DOLLAR)) return null;
    if (price >= last) isFalling = false;
    if (price <= last) isRising = false;
    last = price;
    levels += 1;
    if (size > 0) {
      prices.push(price);
      sizes.push(size);
    }
  } while (json.goesOn());
  json.pass(CLOSE);
  if (levels > LEVELS_MAX) return null;
  if (isFalling) return { prices, sizes };
  if (!isRising) return null;
  return { prices: prices.reverse(), sizes: sizes.reverse() };
}

function readPrice(): number | null {
  return json.nullIf() ? null : json.decimal(1);
}

function isPrice(micros: number | null): boolean {
  return micros === null || micros <= DOLLAR;
}
