/**
 * Returns what a `Retry-After` header asks for, in milliseconds; `null` if it is missing or says nothing.
 *
 * @param header Seconds, with decimals where a venue writes them, or an HTTP date.
 * @param nowMs Unix milliseconds, which a date is counted from.
 */
export function retryAfterMs(
  header: string | null,
  nowMs: number,
): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
