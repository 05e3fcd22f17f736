/** One page that a search found. All of it is untrusted text. */
export interface SearchHit {
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
  /** As the source prints it; `null` where it says none. */
  readonly date: string | null;
}

/** What became of a search. */
export type SearchOutcome =
  | { readonly kind: "found"; readonly hits: readonly SearchHit[] }
  /** `detail` is one sentence without keys. */
  | { readonly kind: "failed"; readonly detail: string };

/** Searches the web. */
export interface WebSearch {
  /** Never rejects. Ends early with a failure where `signal` is aborted. */
  search(query: string, signal: AbortSignal): Promise<SearchOutcome>;
}

/** Returns what became of each query, in their order; without a search engine each has failed. */
export function searchAll(
  engine: WebSearch | null,
  queries: readonly string[],
  signal: AbortSignal,
): Promise<readonly SearchOutcome[]> {
  return Promise.all(
    queries.map((query): Promise<SearchOutcome> =>
      engine === null
        ? Promise.resolve({
          kind: "failed",
          detail: "there is no search engine",
        })
        : engine.search(query, signal)
    ),
  );
}
