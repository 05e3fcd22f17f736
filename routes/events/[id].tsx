import { HttpError, page } from "fresh";
import EventLive from "../../islands/EventLive.tsx";
import { PageHead } from "../(_components)/PageHead.tsx";
import { define } from "../(_site)/define.ts";

export const handler = define.handlers({
  GET({ params, state }) {
    const { arena, position } = state;
    const eventId = decoded(params["id"] ?? "");
    if (!arena.events.some(({ id }) => id === eventId)) {
      throw new HttpError(404);
    }
    return page({ arena, position, eventId }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

/** Ids have colons, which some routers leave encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export default define.page<typeof handler>(({ data }) => (
  <>
    <PageHead mode={data.arena.mode} here="/" />
    <main class="page page-event">
      <EventLive
        eventId={data.eventId}
        initial={data.arena}
        position={data.position}
      />
    </main>
  </>
));
