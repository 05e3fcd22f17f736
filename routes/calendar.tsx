import { page } from "fresh";
import type { TaskView } from "../domain/view_calendar.ts";
import { define } from "./(_site)/define.ts";
import { Moment } from "./(_components)/Moment.tsx";
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
        note="by cron patterns, in UTC"
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
                    <th scope="col">Due by</th>
                    <th scope="col">Next time</th>
                    <th scope="col">Last time</th>
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
      <th scope="row">
        {titleOf(task)}
        <small>{meaning}</small>
      </th>
      <td>
        <code>{pattern}</code>
      </td>
      <td>
        {nextAtMs === null ? "never" : <Moment atMs={nextAtMs} hasSeconds />}
      </td>
      <td>
        {last === null ? "never" : <Moment atMs={last.dueAtMs} hasSeconds />}
      </td>
      <td class="task-outcome">
        {last === null ? "Not done yet." : (
          <>
            {last.isFailed ? <b class="warn">Failed:</b> : null} {last.outcome}
          </>
        )}
      </td>
    </tr>
  );
}

/** `Select events` for `select_events`. */
function titleOf(task: string): string {
  return `${task.charAt(0).toUpperCase()}${task.slice(1).replaceAll("_", " ")}`;
}
