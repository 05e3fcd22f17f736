import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { z } from "zod";
import type { DecodedFrame } from "../../../venues/dflow/decode_frame.ts";
import { decodeFrame } from "../../../venues/dflow/decode_frame.ts";
import {
  decodeMarket,
  USDC_MINT,
} from "../../../venues/dflow/decode_market.ts";
import {
  swapSchema,
  swapStatusSchema,
} from "../../../venues/dflow/trade_schema.ts";
import { mutated, mutations, priceOf } from "../mutated_json.ts";

const MUTANTS = 10_000;
const DOLLAR = 1_000_000n;
const NOW_MS = 1_764_720_000_000;
const TICKER = "BTCD-25DEC0313-T92749.99";
const MINT = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

/** The examples of the protocol's documentation. */
const FRAMES = {
  prices: {
    channel: "prices",
    type: "ticker",
    market_ticker: TICKER,
    yes_bid: "0.45",
    yes_ask: "0.47",
    no_bid: "0.53",
    no_ask: "0.55",
  },
  trades: {
    channel: "trades",
    type: "trade",
    market_ticker: TICKER,
    trade_id: "abc123",
    price: 47,
    count: 100,
    yes_price: 47,
    no_price: 53,
    yes_price_dollars: "0.47",
    no_price_dollars: "0.53",
    taker_side: "yes",
    created_time: 1_702_744_800_000,
  },
  orderbook: {
    channel: "orderbook",
    type: "orderbook",
    market_ticker: TICKER,
    yes_bids: { "0.45": 1_000, "0.44": 500 },
    no_bids: { "0.53": 1_500, "0.52": 800 },
  },
} as const;

const MARKET = {
  ticker: TICKER,
  eventTicker: "BTCD-25DEC0313",
  title: "Bitcoin price on Dec 3?",
  openTime: 1_764_720_000,
  closeTime: 1_764_781_200,
  status: "finalized",
  result: "scalar",
  yesBid: "0.6100",
  accounts: { [USDC_MINT]: { scalarOutcomePct: 6_250 } },
};

const SWAP = {
  inputMint: MINT,
  inAmount: "1000000",
  outputMint: MINT,
  outAmount: "2000000",
  minOutAmount: "1900000",
  transaction: "AQAB",
  lastValidBlockHeight: 348_000_000,
};

const STATUS = {
  status: "closed",
  fills: [{
    signature: MINT,
    inputMint: MINT,
    inAmount: "400000",
    outputMint: MINT,
    outAmount: "800000",
  }],
};

/** Calls `check` with each mutant of `sample`, which says whether it was taken; some must be, and some not. */
function forEachMutant(
  sample: unknown,
  check: (mutant: unknown) => boolean,
): void {
  let taken = 0;
  fc.assert(
    fc.property(mutations, (changes) => {
      if (check(mutated(sample, changes))) taken += 1;
    }),
    { numRuns: MUTANTS, seed: 5 },
  );
  assert(taken > 0 && taken < MUTANTS, `${taken} of ${MUTANTS} taken`);
}

/** What a side of a book says, read independently, best first. */
function levelsIn(frame: unknown, side: string): readonly bigint[] {
  const levels: unknown = Reflect.get(Object(frame), side);
  return Object.entries(Object(levels))
    .filter(([, contracts]) => Number(contracts) > 0)
    .map(([price]) => BigInt(Math.round(Number(price) * 1e6)))
    .sort((left, right) => left < right ? 1 : -1);
}

function checkFrame(frame: DecodedFrame, mutant: unknown): void {
  switch (frame.kind) {
    case "quote": {
      const { yesBid, yesAsk } = frame.quote;
      const bid = priceOf(mutant, ["yes_bid"]);
      const ask = priceOf(mutant, ["yes_ask"]);
      // Nobody bids nothing, and nobody asks for the dollar that it pays.
      assertEquals(yesBid as bigint | null, bid === 0n ? null : bid);
      assertEquals(yesAsk as bigint | null, ask === DOLLAR ? null : ask);
      for (const [yes, no] of [[bid, "no_ask"], [ask, "no_bid"]] as const) {
        const other = priceOf(mutant, [no]);
        if (yes !== null && other !== null) assertEquals(yes + other, DOLLAR);
      }
      return;
    }
    case "trade": {
      const { yesPrice, takerSide } = frame.trade;
      const no = priceOf(mutant, ["no_price_dollars"]);
      assertEquals(yesPrice as bigint, priceOf(mutant, ["yes_price_dollars"]));
      assertEquals(yesPrice + (no ?? 0n), DOLLAR);
      assertEquals(takerSide, Reflect.get(Object(mutant), "taker_side"));
      return;
    }
    case "book": {
      const { yesBids, noBids } = frame.book;
      const no = levelsIn(mutant, "no_bids");
      const best = no[0] ?? 0n;
      assertEquals(
        yesBids.map(({ price }) => price as bigint),
        // What would have traded with the best NO bid cannot rest.
        levelsIn(mutant, "yes_bids").filter((price) => price + best < DOLLAR),
      );
      assertEquals(noBids.map(({ price }) => price as bigint), no);
    }
  }
}

for (const [name, sample] of Object.entries(FRAMES)) {
  Deno.test(`a dflow frame of ${name} survives ${MUTANTS} mutations and never makes a wrong price`, () => {
    forEachMutant(sample, (mutant) => {
      const decoding = decodeFrame(JSON.stringify(mutant), NOW_MS);
      if (decoding.ok) checkFrame(decoding.frame, mutant);
      return decoding.ok;
    });
  });
}

Deno.test(`a dflow market survives ${MUTANTS} mutations and never pays what it does not say`, () => {
  forEachMutant(MARKET, (mutant) => {
    const decoding = decodeMarket(mutant);
    if (!decoding.ok) return false;
    const { market, resolution } = decoding.listing;
    const { status, result } = mutant as typeof MARKET;
    const isDecided = status === "determined" || status === "finalized";
    assertEquals(resolution !== null, isDecided);
    assertEquals(market.phase === "final", status === "finalized");
    if (resolution?.kind === "yes" || resolution?.kind === "no") {
      assertEquals(resolution.kind as string, result);
    }
    if (resolution?.kind === "scalar") {
      const account = (mutant as typeof MARKET).accounts[USDC_MINT];
      assertEquals(
        resolution.yesPayout as bigint,
        BigInt(account?.scalarOutcomePct ?? -1) * 100n,
      );
    }
    return true;
  });
});

const AMOUNTS: readonly (readonly [
  name: string,
  schema: z.ZodType,
  sample: object,
  amountsOf: (value: unknown) => readonly unknown[],
])[] = [
  ["swap", swapSchema, SWAP, (value) => {
    const { inAmount, outAmount, minOutAmount } = value as typeof SWAP;
    return [inAmount, outAmount, minOutAmount];
  }],
  [
    "swap's status",
    swapStatusSchema,
    STATUS,
    (value) =>
      ((value as Partial<typeof STATUS>).fills ?? [])
        .flatMap(({ inAmount, outAmount }) => [inAmount, outAmount]),
  ],
];

for (const [name, schema, sample, amountsOf] of AMOUNTS) {
  Deno.test(`a dflow ${name} survives ${MUTANTS} mutations and never makes a wrong amount`, () => {
    forEachMutant(sample, (mutant) => {
      const parsed = schema.safeParse(mutant);
      if (!parsed.success) return false;
      assertEquals(
        amountsOf(parsed.data).map(String),
        amountsOf(mutant).map((text) => String(BigInt(String(text)))),
      );
      return true;
    });
  });
}
