import { VIEW_LIMITS } from "./view_limits.ts";
import type { SessionMessageView, SessionView } from "./view_sessions.ts";

/** What is new in a session. */
export interface SessionNews {
  readonly sessionId: string;
  readonly status: SessionView["status"];
  /** Text of a message that is there already is put behind it. */
  readonly messages: readonly SessionMessageView[];
  readonly isTruncated: boolean;
}

/**
 * Returns the sessions with one that begins first. Where there are too many, the oldest that is over goes: nobody who
 * still thinks is lost sight of because others are quick.
 */
export function withSession(
  sessions: readonly SessionView[],
  begun: SessionView,
): readonly SessionView[] {
  const all = [begun, ...sessions.filter(({ id }) => id !== begun.id)];
  if (all.length <= VIEW_LIMITS.sessions) return all;
  const oldest = all.findLastIndex(({ status }) => status !== "thinking");
  return oldest < 0
    ? all.slice(0, VIEW_LIMITS.sessions)
    : all.toSpliced(oldest, 1);
}

/** Returns the sessions after news of one; news of a session that the view does not hold is passed over. */
export function withSessionNews(
  sessions: readonly SessionView[],
  news: SessionNews,
): readonly SessionView[] {
  return sessions.map((session) =>
    session.id === news.sessionId ? told(session, news) : session
  );
}

function told(session: SessionView, news: SessionNews): SessionView {
  let { messages } = session;
  for (const message of news.messages) messages = added(messages, message);
  return {
    ...session,
    status: news.status,
    isTruncated: session.isTruncated || news.isTruncated ||
      messages.length > VIEW_LIMITS.sessionMessages,
    messages: messages.slice(-VIEW_LIMITS.sessionMessages),
  };
}

function added(
  messages: readonly SessionMessageView[],
  message: SessionMessageView,
): readonly SessionMessageView[] {
  const last = messages.at(-1);
  if (last?.sequence !== message.sequence) return [...messages, message];
  const text = (last.text + message.text).slice(0, VIEW_LIMITS.messageLength);
  return [...messages.slice(0, -1), { ...last, text }];
}
