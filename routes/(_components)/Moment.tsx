import { isoTime } from "./format.ts";

interface MomentProps {
  /** Unix milliseconds. */
  readonly atMs: number;
  /** Whether seconds are told. @default {false} */
  readonly hasSeconds?: boolean;
}

/** A moment as people read it: `2026-05-13 03:00 UTC`. */
export function Moment({ atMs, hasSeconds = false }: MomentProps) {
  const iso = isoTime(atMs);
  return (
    <time class="num" dateTime={iso}>
      {iso.slice(0, hasSeconds ? 19 : 16).replace("T", " ")} UTC
    </time>
  );
}
