import type { ActPage, ActView } from "../../domain/view_acts.ts";
import { count } from "./format.ts";
import { Moment } from "./Moment.tsx";
import { Empty } from "./Panel.tsx";

interface AuditLogProps {
  readonly page: ActPage;
  /** Whether no newer page comes before it. */
  readonly isNewest: boolean;
  /** Shows the acts before a journal row; `null` for the newest. */
  readonly onTurn: (before: number | null) => void;
}

/** What operators did, a page at a time: when, what, who and why. */
export function AuditLog({ page, isNewest, onTurn }: AuditLogProps) {
  const { items, nextBefore } = page;
  return (
    <>
      {items.length === 0
        ? <Empty>No operator has done anything.</Empty>
        : (
          <ol class="acts">
            {items.map((act) => <Act key={act.offset} act={act} />)}
          </ol>
        )}
      <p class="act-buttons">
        <button type="button" onClick={() => onTurn(null)}>
          {isNewest ? "Look again" : "Newest"}
        </button>
        <button
          type="button"
          disabled={nextBefore === null}
          onClick={() => onTurn(nextBefore)}
        >
          Older
        </button>
      </p>
    </>
  );
}

function Act({ act }: { readonly act: ActView }) {
  const { action, subject, by, reason, atMs, offset } = act;
  return (
    <li class="act" data-testid="act" data-offset={offset}>
      <p class="when">
        <Moment atMs={atMs} hasSeconds />
        <small>row {count(offset)}</small>
      </p>
      <p>
        <b>{action.replaceAll("_", " ")}</b> {subject}
        <small>{reason}</small>
      </p>
      <p class="act-by">{by}</p>
    </li>
  );
}
