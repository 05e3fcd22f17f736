const COUNT = new Intl.NumberFormat("en-US");
const COMPACT = new Intl.NumberFormat("en-US", {
  notation: "compact",
  maximumFractionDigits: 1,
});
const DOLLARS = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
});
const WHOLE_DOLLARS = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});
const MINUS = "\u2212";

/** Returns a decimal text of dollars as people write it: `$1,234.50`. */
export function dollars(decimal: string): string {
  return DOLLARS.format(Number(decimal)).replace("-", MINUS);
}

/** Returns dollars without cents, where the exact amount stands beside: `$1,235`. */
export function wholeDollars(decimal: string): string {
  return WHOLE_DOLLARS.format(Number(decimal)).replace("-", MINUS);
}

/** Returns dollars with their sign, also a plus: `+$12.30`. */
export function signedDollars(decimal: string): string {
  return Number(decimal) > 0 ? `+${dollars(decimal)}` : dollars(decimal);
}

/** Returns the price of a coin without needless zeros: `$66,410.5`; a dash where nobody quotes. */
export function price(decimal: string | null): string {
  if (decimal === null) return "–";
  const [whole = "0", fraction = ""] = decimal.split(".");
  const places = fraction.replace(/0+$/, "");
  return `$${COUNT.format(Number(whole))}${places === "" ? "" : `.${places}`}`;
}

/** Returns a ratio as a signed percentage: `+1.24 %` for 0.0124, with two decimals where nothing else is said. */
export function signedPercent(ratio: number, decimals = 2): string {
  const percent = (Math.abs(ratio) * 100).toFixed(decimals);
  if (Number(percent) === 0) return `${percent} %`;
  return `${ratio > 0 ? "+" : MINUS}${percent} %`;
}

/** Returns a probability as a whole percentage: `42 %`. */
export function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}

/** Returns a dollar price as cents: `42.5¢`; a dash where nobody quotes. */
export function cents(decimal: string | number | null): string {
  return decimal === null ? "–" : `${(Number(decimal) * 100).toFixed(1)}¢`;
}

/** Returns contracts without needless zeros: `1,200` or `0.25`. */
export function contracts(decimal: string | number): string {
  return COUNT.format(Number(decimal));
}

/** Returns a whole number with separators: `12,345`. */
export function count(value: number): string {
  return COUNT.format(value);
}

/** Returns a number that may grow large in little room: `12.3K`. */
export function compact(value: number): string {
  return COMPACT.format(value);
}

/** Returns a short time as people say it: `30 µs`, `4.2 ms` or `2.0 s`. */
export function microseconds(micros: number): string {
  if (micros < 1_000) return `${Math.round(micros)} µs`;
  if (micros < 1_000_000) return `${(micros / 1_000).toFixed(1)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}

/** Returns the time of day in UTC: `23:59:01`. */
export function timeOfDay(unixMs: number): string {
  return new Date(unixMs).toISOString().slice(11, 19);
}

/** Returns a moment for a `datetime` attribute. */
export function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

/** Returns the time left until `untilMs`: `4:07`, `2:04:07`, `3 d 02:04`; `0:00` once it has come. */
export function countdown(untilMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}`;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

/** Which way a number points, for colors and arrows. */
export function direction(value: number): "up" | "down" | "flat" {
  return value > 0 ? "up" : value < 0 ? "down" : "flat";
}
