import type { NoticeView } from "../../domain/view_controls.ts";
import { isoTime, timeOfDay } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface NoticeFeedProps {
  readonly notices: readonly NoticeView[];
  /** Notices after this journal row came while the page was open. */
  readonly since: number;
}

/** What steered the arena and what was corrected, newest first: each line is a row of the journal. */
export function NoticeFeed({ notices, since }: NoticeFeedProps) {
  return (
    <Panel
      name="notices"
      title="Notices"
      note={notices.length === 0 ? "newest first" : `last ${notices.length}`}
    >
      {notices.length === 0
        ? (
          <Empty>
            Nothing was halted, corrected or taken back so far.
          </Empty>
        )
        : (
          <div
            class="feed"
            role="region"
            tabIndex={0}
            aria-labelledby="notices-title"
          >
            <ol>
              {notices.map(({ kind, sentence, atMs, offset }) => (
                <li
                  key={offset}
                  class={offset > since ? "remark arriving" : "remark"}
                  data-testid="notice"
                  data-kind={kind}
                  data-offset={offset}
                >
                  <time class="num when" dateTime={isoTime(atMs)}>
                    {timeOfDay(atMs)}
                  </time>
                  <span>{sentence}</span>
                </li>
              ))}
            </ol>
          </div>
        )}
    </Panel>
  );
}
