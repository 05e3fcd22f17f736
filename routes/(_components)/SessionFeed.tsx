import { useMemo } from "preact/hooks";
import type {
  SessionMessageView,
  SessionView,
} from "../../domain/view_sessions.ts";
import { ContestantMark } from "./ContestantMark.tsx";
import { isoTime, timeOfDay } from "./format.ts";
import type { Inks } from "./inks.ts";
import { Empty, Panel } from "./Panel.tsx";

/** Sessions that are unfolded beside those in which somebody thinks. */
const UNFOLDED = 3;

const STATUS_WORDS: Readonly<Record<SessionView["status"], string>> = {
  thinking: "thinking…",
  decided: "decided",
  failed: "no decision",
};

interface SessionFeedProps {
  readonly sessions: readonly SessionView[];
  readonly inks: Inks;
}

/** What the models think, word by word, newest session first. */
export function SessionFeed({ sessions, inks }: SessionFeedProps) {
  const thinking = sessions.filter(({ status }) => status === "thinking");
  return (
    <Panel
      name="sessions"
      title="What the models think"
      note={`${thinking.length} thinking`}
    >
      {sessions.length === 0
        ? <Empty>Waiting for the first snapshot that a model is shown…</Empty>
        : (
          <div
            class="feed"
            role="region"
            tabIndex={0}
            aria-labelledby="sessions-title"
          >
            {sessions.map((session, place) => (
              <Session
                key={session.id}
                session={session}
                inks={inks}
                isOpen={place < UNFOLDED || session.status === "thinking"}
              />
            ))}
          </div>
        )}
    </Panel>
  );
}

interface SessionProps {
  readonly session: SessionView;
  readonly inks: Inks;
  readonly isOpen: boolean;
}

/** Rendered again only when it has changed: while one model speaks, the other sessions stay as they are. */
function Session({ session, inks, isOpen }: SessionProps) {
  return useMemo(
    () => <SessionCard session={session} inks={inks} isOpen={isOpen} />,
    [session, inks, isOpen],
  );
}

function SessionCard({ session, inks, isOpen }: SessionProps) {
  const { id, contestantId, contestantName, marketTitle, atMs } = session;
  return (
    <details
      class="session"
      open={isOpen}
      data-testid="session"
      data-status={session.status}
      data-session-id={id}
      data-offset={session.offset}
    >
      <summary>
        <ContestantMark id={contestantId} inks={inks} />
        <b>{contestantName}</b>{" "}
        <span class={`session-status session-${session.status}`}>
          {STATUS_WORDS[session.status]}
        </span>
        <time class="num when" dateTime={isoTime(atMs)}>{timeOfDay(atMs)}</time>
        <small>{marketTitle} · {session.model}</small>
      </summary>
      <ol class="thoughts">
        {session.messages.map((message) => (
          <Thought key={message.sequence} message={message} />
        ))}
      </ol>
      <p class="session-more">
        {session.isTruncated ? "Only a part is shown here. " : ""}
        <a href={`/api/decisions/${id}`} data-testid="dossier">
          Everything on record
        </a>
      </p>
    </details>
  );
}

function Thought(
  { message }: { readonly message: SessionMessageView },
) {
  return (
    <li
      class={`thought thought-${message.kind}`}
      data-testid="thought"
      data-kind={message.kind}
    >
      {message.text}
    </li>
  );
}
