import type { SummaryView } from "../../domain/view_summaries.ts";
import { isoTime, timeOfDay } from "./format.ts";
import { Panel } from "./Panel.tsx";

interface SummaryFeedProps {
  readonly summaries: readonly SummaryView[];
  /** Summaries after this journal row came while the page was open. */
  readonly since: number;
}

/** What the web says about events, newest first: the same text that every model is shown. */
export function SummaryFeed({ summaries, since }: SummaryFeedProps) {
  // Without a search engine there is nothing to wait for.
  if (summaries.length === 0) return null;
  return (
    <Panel
      name="summaries"
      title="What the web says"
      note={`last ${summaries.length}`}
    >
      <div
        class="feed"
        role="region"
        tabIndex={0}
        aria-labelledby="summaries-title"
      >
        <ol>
          {summaries.map((summary) => (
            <Summary key={summary.id} summary={summary} since={since} />
          ))}
        </ol>
      </div>
    </Panel>
  );
}

function Summary(
  { summary, since }: { readonly summary: SummaryView; readonly since: number },
) {
  const { title, text, queries, sources, writtenAtMs, offset, model, cost } =
    summary;
  return (
    <li
      class={offset > since ? "remark arriving" : "remark"}
      data-testid="summary"
      data-offset={offset}
    >
      <time class="num when" dateTime={isoTime(writtenAtMs)}>
        {timeOfDay(writtenAtMs)}
      </time>
      <div>
        <strong>{title}</strong>
        <p>{text}</p>
        <p class="note">
          {model}, ${cost}; searched for {queries.join("; ")}
        </p>
        <ul>
          {sources.map(({ id, title, url, date }) => (
            <li key={id}>
              [{id}]{" "}
              <a href={url} rel="noopener noreferrer nofollow" target="_blank">
                {title}
              </a>
              {date === null ? null : `, ${date}`}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
