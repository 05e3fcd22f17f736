import type { LatencyView } from "../../domain/view_latency.ts";

/** Between two looks, in milliseconds. */
const LOOK_MS = 5_000;

/** Looks now and then where the time of the newest orders goes. @returns What ends it. */
export function followLatency(
  onNews: (parts: readonly LatencyView[]) => void,
): () => void {
  const look = async () => {
    const parts = await fetchLatency();
    if (parts !== null) onNews(parts);
  };
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}

/** Returns where the time of the newest orders went; `null` where nobody could be asked. */
export async function fetchLatency(
  fetcher: typeof fetch = (...request) => fetch(...request),
): Promise<readonly LatencyView[] | null> {
  try {
    const response = await fetcher("/api/latency");
    // Our own server's answer, which its schema has printed.
    const answer: { readonly items: readonly LatencyView[] } = await response
      .json();
    return response.ok ? answer.items : null;
  } catch {
    // The page goes on with what it has, and looks again.
    return null;
  }
}
