import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { marketId } from "../../domain/ids.ts";
import { quantity } from "../../domain/money.ts";
import { CENT_GRID, yesPrice } from "../../domain/price.ts";
import { decodeMarket, USDC_MINT } from "./decode_market.ts";

const MARKET = {
  ticker: "BTCD-25DEC0313-T92749.99",
  eventTicker: "BTCD-25DEC0313",
  marketType: "binary",
  title: "Bitcoin price on Dec 3?",
  openTime: 1_764_720_000,
  closeTime: 1_764_781_200,
  status: "active",
  result: "",
  volume: 1_240_000,
  yesBid: "0.6100",
  accounts: {
    [USDC_MINT]: {
      marketLedger: "m",
      yesMint: "y",
      noMint: "n",
      isInitialized: true,
      redemptionStatus: "open",
      scalarOutcomePct: null,
    },
  },
};

function listingOf(changes: Record<string, unknown>) {
  const decoding = decodeMarket({ ...MARKET, ...changes });
  assert(decoding.ok, "the market must decode");
  return decoding.listing;
}

Deno.test("decodeMarket() reads an active market in our own units", () => {
  assertEquals(listingOf({}), {
    market: {
      id: marketId("dflow", "BTCD-25DEC0313-T92749.99"),
      venue: "dflow",
      ticker: "BTCD-25DEC0313-T92749.99",
      eventTicker: "BTCD-25DEC0313",
      title: "Bitcoin price on Dec 3?",
      phase: "open",
      opensAtMs: 1_764_720_000_000,
      closesAtMs: 1_764_781_200_000,
      strike: "92749.99",
      priceRanges: CENT_GRID,
      quantityMin: quantity("1"),
    },
    resolution: null,
  });
});

Deno.test("decodeMarket() takes the coarsest grid that the listed prices are on", () => {
  const cases: readonly [changes: Record<string, unknown>, step: string][] = [
    [{ yesBid: "0.6100", yesAsk: null }, "0.01"],
    [{ yesBid: undefined }, "0.01"],
    [{ yesBid: 61 }, "0.01"],
    [{ noAsk: "0.9950" }, "0.001"],
    [{ yesAsk: "0.0105", noAsk: "0.99" }, "0.0001"],
    [{ yesAsk: "0.00001" }, "0.000001"],
  ];
  for (const [changes, step] of cases) {
    assertEquals(listingOf(changes).market.priceRanges, [
      { from: yesPrice("0"), to: yesPrice("1"), step: yesPrice(step) },
    ]);
  }
});

Deno.test("decodeMarket() maps every status on a phase, and results count from determined on", () => {
  const phases = {
    initialized: "listed",
    active: "open",
    inactive: "paused",
    closed: "closed",
    determined: "proposed",
    finalized: "final",
  };
  for (const [status, phase] of Object.entries(phases)) {
    const listing = listingOf({ status, result: "yes" });
    assertEquals(listing.market.phase, phase);
    const isDecided = phase === "proposed" || phase === "final";
    assertEquals(listing.resolution, isDecided ? { kind: "yes" } : null);
  }
  assertEquals(
    listingOf({ status: "finalized", result: "no" }).resolution,
    { kind: "no" },
  );
});

Deno.test("decodeMarket() reads a scalar outcome in basis points of the USDC rail", () => {
  const accounts = { [USDC_MINT]: { scalarOutcomePct: 4_250 } };
  for (const result of ["", "scalar"]) {
    assertEquals(
      listingOf({ status: "determined", result, accounts }).resolution,
      { kind: "scalar", yesPayout: yesPrice("0.425") },
    );
  }
});

Deno.test("decodeMarket() does not guess how a decided market without a result ended", () => {
  const decoding = decodeMarket({ ...MARKET, status: "finalized" });
  assert(!decoding.ok);
  assertStringIncludes(decoding.message, "must have a result");
});

Deno.test("decodeMarket() rejects an unknown status or result", () => {
  for (const changes of [{ status: "frozen" }, { result: "perhaps" }]) {
    assertEquals(decodeMarket({ ...MARKET, ...changes }).ok, false);
  }
});

Deno.test("decodeMarket() cuts long titles and takes out characters that hide or reorder text", () => {
  assertEquals(
    listingOf({ title: "A\u202Eevil\u0000\n  title\u200B " }).market.title,
    "A evil title",
  );
  assertEquals(listingOf({ title: "x".repeat(900) }).market.title.length, 200);
});
