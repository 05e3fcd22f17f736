import { Avatar } from "./Avatar.tsx";
import type { Inks } from "./inks.ts";

interface ContestantMarkProps {
  readonly id: string;
  readonly inks: Inks;
}

/** Stands before a contestant's name: the color of its line, and for a model of the catalog its avatar. */
export function ContestantMark({ id, inks }: ContestantMarkProps) {
  return (
    <>
      <span class={`swatch ${inks.of(id)}`} aria-hidden="true" />
      <Avatar model={inks.avatarOf(id)} />
    </>
  );
}
