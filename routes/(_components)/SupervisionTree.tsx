import type { ActorView } from "../../domain/view.ts";
import { compact, count } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

const INDENT_MAX = 5;

interface SupervisionTreeProps {
  readonly actors: readonly ActorView[];
}

/** Every actor in its place, with its mailbox and its restarts: the arena's inside, live. */
export function SupervisionTree({ actors }: SupervisionTreeProps) {
  const restarts = actors.reduce((sum, actor) => sum + actor.restarts, 0);
  return (
    <Panel
      name="actors"
      title="Supervision tree"
      note={`${count(actors.length)} nodes, ${
        restarts === 1 ? "1 restart" : `${count(restarts)} restarts`
      }`}
    >
      {actors.length === 0
        ? <Empty>Waiting for the supervisors to report…</Empty>
        : (
          <div
            class="scroll"
            tabIndex={0}
            role="region"
            aria-labelledby="actors-title"
          >
            <table class="tree">
              <caption class="visually-hidden">
                Actors, parents before their children
              </caption>
              <thead>
                <tr>
                  <th scope="col">Actor</th>
                  <th scope="col">Status</th>
                  <th scope="col">Mailbox</th>
                  <th scope="col" class="right">Handled</th>
                  <th scope="col" class="right">
                    <abbr title="Failures">Fail</abbr>
                  </th>
                  <th scope="col" class="right">
                    <abbr title="Restarts">Rest</abbr>
                  </th>
                </tr>
              </thead>
              <tbody>
                {actors.map((actor) => (
                  <ActorRow key={actor.path} actor={actor} />
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

function ActorRow({ actor }: { actor: ActorView }) {
  const segments = actor.path.split("/");
  const depth = Math.min(segments.length - 1, INDENT_MAX);
  return (
    <tr
      data-testid="actor"
      data-actor-path={actor.path}
      data-status={actor.status}
      data-restarts={actor.restarts}
      data-handled={actor.handled}
      data-failed={actor.failed}
      data-dropped={actor.dropped}
      data-mailbox-depth={actor.mailboxDepth}
    >
      <th
        scope="row"
        class={`node node-${actor.kind} depth-${depth}`}
        title={actor.path}
      >
        {segments.at(-1)}
      </th>
      <td>
        <span class={`pill pill-${actor.status}`}>{actor.status}</span>
      </td>
      <td>
        <Mailbox actor={actor} />
      </td>
      <td class="right num" title={count(actor.handled)}>
        {compact(actor.handled)}
      </td>
      <td
        class={actor.failed > 0 ? "right num warn" : "right num quiet"}
        title={actor.lastError ?? "never failed"}
      >
        {count(actor.failed)}
      </td>
      <td class={actor.restarts > 0 ? "right num warn" : "right num quiet"}>
        {count(actor.restarts)}
      </td>
    </tr>
  );
}

/** Depth on a bar with a root scale: a handful of messages shows, a full mailbox fills it. */
function Mailbox({ actor }: { actor: ActorView }) {
  const { kind, mailboxDepth, mailboxCapacity, dropped } = actor;
  if (kind === "supervisor" || mailboxCapacity === 0) {
    return <span class="quiet">–</span>;
  }
  const fullness = Math.sqrt(Math.min(1, mailboxDepth / mailboxCapacity));
  return (
    <span
      class="mailbox num"
      title={`${count(mailboxDepth)} of ${
        count(mailboxCapacity)
      } waiting, oldest ${count(actor.oldestAgeMs)} ms, ${
        count(dropped)
      } dropped`}
    >
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect class="gauge-track" width="100" height="8" />
        <rect
          class={fullness > 0.7 ? "mailbox-high" : "mailbox-fill"}
          width={100 * fullness}
          height="8"
        />
      </svg>
      {compact(mailboxDepth)}/{compact(mailboxCapacity)}
    </span>
  );
}
