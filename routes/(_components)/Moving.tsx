import { useRef } from "preact/hooks";

interface MovingProps {
  /** What is compared with the value before. */
  readonly value: number | null;
  readonly text: string;
}

interface Move {
  readonly value: number | null;
  /** Alternates, so that two moves in the same direction both flash. */
  readonly beat: 0 | 1;
  readonly direction: "up" | "down" | "none";
}

/** A number that flashes in the direction that it moved. */
export function Moving({ value, text }: MovingProps) {
  const last = useRef<Move>({ value, beat: 0, direction: "none" });
  const { current } = last;
  if (value !== current.value) {
    const isComparable = value !== null && current.value !== null;
    last.current = {
      value,
      beat: current.beat === 0 ? 1 : 0,
      direction: !isComparable ? "none" : value > current.value ? "up" : "down",
    };
  }
  const { direction, beat } = last.current;
  return <span class="moving" data-move={`${direction}-${beat}`}>{text}</span>;
}
