import type { TokenPrice } from "./inference_price.ts";
import type { ModelId } from "./ids.ts";

/** Who answers for a model: a router, or any server that speaks the same protocol. */
export const MODEL_PROVIDERS = ["openrouter", "aimo", "compatible"] as const;

/** One of them. */
export type ModelProvider = (typeof MODEL_PROVIDERS)[number];

/** Chains on which a contestant may have a wallet. */
export const WALLET_CHAINS = [
  "solana",
  "polygon",
  "bnb",
  "hyperliquid",
] as const;

/** One of them. */
export type WalletChain = (typeof WALLET_CHAINS)[number];

/** How far a provider can be asked to hold a model's reply to a form: to a schema, to JSON, or not at all. */
export const OUTPUT_FORMS = ["json_schema", "json_object", "text"] as const;

/** One of them. */
export type OutputForm = (typeof OUTPUT_FORMS)[number];

/** How a provider finds what of a prompt it has cached: by itself, or up to a mark that we set. */
export const PROMPT_CACHES = ["automatic", "marked"] as const;

/** One of them. */
export type PromptCache = (typeof PROMPT_CACHES)[number];

/** A model that can compete. */
export interface CatalogModel {
  readonly id: ModelId;
  readonly provider: ModelProvider;
  /** What the provider calls it, such as `openai/gpt-4o`. A season freezes it. */
  readonly release: string;
  /** As it is shown. */
  readonly name: string;
  /** Of its curve and label, `#rrggbb`. */
  readonly color: string;
  /** Two or three capitals. */
  readonly avatar: string;
  /** Public addresses; a chain without one is absent. */
  readonly wallets: Readonly<Partial<Record<WalletChain, string>>>;
  /** One or more, ascending by the day from which they hold. */
  readonly prices: readonly [TokenPrice, ...TokenPrice[]];
  /** Tokens that request and reply may have together. */
  readonly contextTokens: number;
  /** Last UTC day of what it was trained on; `null` where its maker does not say. */
  readonly trainedUntil: string | null;
  /** Where facts were read, URLs; `null` for nowhere that is on record. Prices name their own source. */
  readonly sources: {
    readonly contextTokens: string | null;
    readonly trainedUntil: string | null;
  };
  /** UTC day on which each fact was last held to its source; `null` for never: it was written from memory. */
  readonly verified: {
    readonly prices: string | null;
    readonly contextTokens: string | null;
    readonly trainedUntil: string | null;
  };
  readonly cache: PromptCache;
  /** Whether it can use tools; one that cannot decides from what it is told. */
  readonly tools: boolean;
  readonly output: OutputForm;
  /** Whether it takes part. */
  readonly enabled: boolean;
}
