import type { EventView } from "../../domain/view_events.ts";
import { count, countdown, timeOfDay } from "./format.ts";
import { Panel } from "./Panel.tsx";

interface EventListProps {
  readonly events: readonly EventView[];
  readonly nowMs: number;
}

/** The events of the arena, the newest choices first: where each is, how long it lasts, and how many watch it. */
export function EventList({ events, nowMs }: EventListProps) {
  // Where nothing is chosen there is nothing to wait for.
  if (events.length === 0) return null;
  const active = events.filter(({ state }) => state === "active").length;
  return (
    <Panel
      name="events"
      title="Events"
      note={`${active} active, last ${events.length}`}
    >
      <div
        class="feed across"
        role="region"
        tabIndex={0}
        aria-labelledby="events-title"
      >
        <table class="board">
          <caption class="visually-hidden">
            Chosen events, the newest choice first
          </caption>
          <thead>
            <tr>
              <th scope="col">Event</th>
              <th scope="col">State</th>
              <th scope="col">Category</th>
              <th scope="col" class="right">Closes</th>
              <th scope="col" class="right">Viewers</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <Row key={event.id} event={event} nowMs={nowMs} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

interface RowProps {
  readonly event: EventView;
  readonly nowMs: number;
}

function Row({ event, nowMs }: RowProps) {
  const { id, title, state, category, viewers } = event;
  return (
    <tr data-testid="event" data-event-id={id} data-state={state}>
      <th scope="row">
        <a href={`/events/${encodeURIComponent(id)}`}>{title}</a>
      </th>
      <td>
        <EventState event={event} />
      </td>
      <td>{category}</td>
      <td class="right num">{closing(event, nowMs)}</td>
      <td class="right num" data-testid="event-viewers">{count(viewers)}</td>
    </tr>
  );
}

/** Where an event is; one that was taken out says so. */
export function EventState(
  { event: { state, swappedFor } }: { readonly event: EventView },
) {
  return (
    <span class={`state state-${state}`}>
      {swappedFor === null ? state : "swapped"}
    </span>
  );
}

function closing({ state, closesAtMs }: EventView, nowMs: number): string {
  return state === "pending" || state === "active"
    ? `in ${countdown(closesAtMs, nowMs)}`
    : `${timeOfDay(closesAtMs)} UTC`;
}
