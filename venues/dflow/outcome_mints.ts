import { z } from "zod";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { Outcome } from "../../domain/market.ts";
import type { HttpClient } from "../net/http_client.ts";
import { answerStatus, UnknownShapeError } from "../net/venue_error.ts";
import { USDC_MINT } from "./decode_market.ts";
import type { OutcomeToken } from "./outcome_token.ts";
import type { OwnTokens } from "./own_tokens.ts";
import { marketStatusField } from "./schema.ts";
import { addressField } from "./trade_schema.ts";
import { isDflowWithdrawn } from "./withdrawn.ts";

const accountSchema = z.object({
  yesMint: addressField,
  noMint: addressField,
  redemptionStatus: z.string().nullish(),
  scalarOutcomePct: z.int().min(0).max(10_000).nullish(),
});

const mintedMarketSchema = z.object({
  ticker: z.string().min(1).max(120),
  status: marketStatusField,
  result: z.string(),
  accounts: z.record(z.string(), z.unknown()),
});

type MintedMarket = z.output<typeof mintedMarketSchema>;

/** The venue's own limits of addresses in one question. */
const FILTER_MAX = 200;
const BATCH_MAX = 100;

/**
 * Tells outcome tokens from markets and back, for the rail that is paid in USDC. Where the metadata API is withdrawn,
 * what was bought here is told all the same.
 */
export class OutcomeMints {
  readonly #http: HttpClient;
  readonly #own: OwnTokens | null;
  readonly #mints = new Map<MarketId, Readonly<Record<Outcome, string>>>();

  /**
   * @param http Of the metadata API.
   * @param own What is asked where that is withdrawn.
   */
  constructor(http: HttpClient, own: OwnTokens | null = null) {
    this.#http = http;
    this.#own = own;
  }

  /** Returns the token of one outcome of a market. @throws {UnknownShapeError} If the market has no such token. */
  async mintOf(
    id: MarketId,
    outcome: Outcome,
    signal: AbortSignal,
  ): Promise<string> {
    const known = this.#mints.get(id);
    if (known !== undefined) return known[outcome];
    const ticker = id.slice(id.indexOf(":") + 1);
    const market = await this.#http.read(
      { method: "GET", path: `/market/${encodeURIComponent(ticker)}` },
      z.union([
        mintedMarketSchema,
        z.object({ market: mintedMarketSchema }).transform((of) => of.market),
      ]),
      signal,
    );
    const tokens = tokensOf(market);
    const [yes, no] = tokens;
    if (yes === undefined || no === undefined) {
      throw new UnknownShapeError(
        `Cannot trade ${id} as it must have tokens that are paid in USDC: current value is none`,
      );
    }
    const mints = { yes: yes.mint, no: no.mint };
    this.#mints.set(id, mints);
    return mints[outcome];
  }

  /** Returns the outcomes among `mints`; what is no outcome of a known market is left out. */
  async outcomesOf(
    mints: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, OutcomeToken>> {
    try {
      return await this.#described(mints, signal);
    } catch (error) {
      if (this.#own === null || !isDflowWithdrawn(answerStatus(error))) {
        throw error;
      }
      return await this.#own.outcomesOf(mints, signal);
    }
  }

  async #described(
    mints: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, OutcomeToken>> {
    const outcomes = await this.#filter(mints, signal);
    const found = new Map<string, OutcomeToken>();
    for (const part of chunks(outcomes, BATCH_MAX)) {
      const { markets } = await this.#http.read(
        {
          method: "POST",
          path: "/markets/batch",
          body: JSON.stringify({ mints: part }),
        },
        z.object({ markets: z.array(mintedMarketSchema).max(1_000) }),
        signal,
      );
      for (const token of markets.flatMap(tokensOf)) {
        found.set(token.mint, token);
      }
    }
    return found;
  }

  async #filter(
    mints: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const outcomes: string[] = [];
    for (const addresses of chunks(mints, FILTER_MAX)) {
      const answer = await this.#http.read(
        {
          method: "POST",
          path: "/filter_outcome_mints",
          body: JSON.stringify({ addresses }),
        },
        z.object({ outcomeMints: z.array(addressField).max(1_000) }),
        signal,
      );
      outcomes.push(...answer.outcomeMints);
    }
    return outcomes;
  }
}

function* chunks<Item>(
  items: readonly Item[],
  size: number,
): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}

/** YES first. A token is worth something once its market is decided, redemption is open, and its side won or both do. */
function tokensOf(market: MintedMarket): readonly OutcomeToken[] {
  const parsed = accountSchema.safeParse(market.accounts[USDC_MINT]);
  if (!parsed.success) return [];
  const { yesMint, noMint, redemptionStatus, scalarOutcomePct } = parsed.data;
  const isDecided = market.status === "determined" ||
    market.status === "finalized";
  const isOpen = isDecided && redemptionStatus === "open";
  const isScalar = typeof scalarOutcomePct === "number" &&
    market.result !== "yes" && market.result !== "no";
  const id = marketId("dflow", market.ticker);
  const token = (mint: string, outcome: Outcome): OutcomeToken => ({
    mint,
    marketId: id,
    outcome,
    isRedeemable: isOpen && (isScalar || market.result === outcome),
  });
  return [token(yesMint, "yes"), token(noMint, "no")];
}
