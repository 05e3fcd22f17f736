import { Avatar } from "./Avatar.tsx";
import { isoTime } from "./format.ts";
import { avatarOf, type ModelAvatar } from "./avatars.ts";

interface ContestantCellProps {
  readonly row: {
    readonly contestantId: string;
    readonly contestantName: string;
    readonly strategy: string;
    readonly unlisted: string | null;
    readonly resetAtMs: number | null;
  };
  readonly avatars: readonly ModelAvatar[];
}

/** Names a contestant, says what drives it, and why it has no rank. */
export function ContestantCell({ row, avatars }: ContestantCellProps) {
  return (
    <th scope="row">
      <Avatar model={avatarOf(avatars, row.strategy)} />
      <a
        class="plain-link"
        href={`/contestant?id=${encodeURIComponent(row.contestantId)}`}
      >
        {row.contestantName}
      </a>
      <small class="chip">{row.strategy}</small>
      {row.resetAtMs === null ? null : (
        <small data-testid="reset-mark">
          reset by an operator on {isoTime(row.resetAtMs).slice(0, 10)}
        </small>
      )}
      {row.unlisted === null
        ? null
        : <small data-testid="unlisted">{row.unlisted}</small>}
    </th>
  );
}
