import { page } from "fresh";
import type { TaskView } from "../domain/view_calendar.ts";
import { define } from "./(_site)/define.ts";
import { PageHead } from "./(_components)/PageHead.tsx";
import { Empty, Panel } from "./(_components)/Panel.tsx";

export const handler = define.handlers({
  GET: ({ state }) =>
    page({ mode: state.arena.mode, tasks: state.tasks }, {
      headers: { "cache-control": "no-store" },
    }),
});

export default define.page<typeof handler>(({ data: { mode, tasks } }) => (
  <>
    <PageHead mode={mode} here="/calendar" />
    <main class="page">
      <Panel
        name="calendar"
        title="What is due when"
        note="cron patterns and times in UTC"
      >
        {tasks.length === 0
          ? <Empty>The calendar has not begun, or is off.</Empty>
          : (
            <div
              class="across"
              tabIndex={0}
              role="region"
              aria-labelledby="calendar-title"
            >
              <table class="board board-plain">
                <caption class="visually-hidden">Tasks of the calendar</caption>
                <thead>
                  <tr>
                    <th scope="col">Task</th>
                    <th scope="col">Due</th>
                    <th scope="col">Next</th>
                    <th scope="col">Last for</th>
                    <th scope="col">What came of it</th>
                  </tr>
                </thead>
                <tbody>
                  {tasks.map((task) => <Task key={task.task} {...task} />)}
                </tbody>
              </table>
            </div>
          )}
      </Panel>
    </main>
  </>
));

function Task({ task, meaning, pattern, nextAtMs, last }: TaskView) {
  return (
    <tr data-testid="task">
      <th scope="row" title={meaning}>{task}</th>
      <td class="num">{pattern}</td>
      <td class="num">{nextAtMs === null ? "never" : instant(nextAtMs)}</td>
      <td class="num">{last === null ? "not yet" : instant(last.dueAtMs)}</td>
      <td>
        {last === null
          ? meaning
          : `${last.isFailed ? "Failed: " : ""}${last.outcome}`}
      </td>
    </tr>
  );
}

/** `2026-05-13 03:00:00` */
function instant(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}
