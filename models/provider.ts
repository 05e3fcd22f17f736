import type { ModelProvider } from "../domain/catalog_model.ts";

/** Where a provider is, and how it knows us. */
export interface ModelEndpoint {
  /** Without a slash at the end, such as `https://openrouter.ai/api/v1`. */
  readonly url: string;
  /** Sent as a bearer token; `null` where the server wants none. */
  readonly apiKey: string | null;
  /** Which dialect of the protocol it speaks. */
  readonly dialect: ModelProvider;
}

/** What an operator has set. */
export interface ProviderSettings {
  readonly openrouterUrl: string;
  readonly openrouterApiKey: string | null;
  readonly aimoUrl: string;
  readonly aimoApiKey: string | null;
  /** Any other OpenAI-compatible API; `null` without one. */
  readonly compatibleUrl: string | null;
  readonly compatibleApiKey: string | null;
}

/**
 * Returns where models of `provider` are asked; `null` where they cannot be.
 *
 * The compatible API also answers for a provider that has no key, so that one URL is enough to run the whole catalog.
 */
export function endpointOf(
  provider: ModelProvider,
  settings: ProviderSettings,
): ModelEndpoint | null {
  if (provider === "openrouter" && settings.openrouterApiKey !== null) {
    return {
      url: settings.openrouterUrl,
      apiKey: settings.openrouterApiKey,
      dialect: "openrouter",
    };
  }
  if (provider === "aimo" && settings.aimoApiKey !== null) {
    return {
      url: settings.aimoUrl,
      apiKey: settings.aimoApiKey,
      dialect: "aimo",
    };
  }
  if (settings.compatibleUrl === null) return null;
  return {
    url: settings.compatibleUrl,
    apiKey: settings.compatibleApiKey,
    dialect: "compatible",
  };
}
