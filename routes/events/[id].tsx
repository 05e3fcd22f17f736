import { HttpError, page } from "fresh";
import EventLive from "../../islands/EventLive.tsx";
import { PageHead } from "../(_components)/PageHead.tsx";
import { define } from "../(_site)/define.ts";

export const handler = define.handlers({
  async GET({ params, state }) {
    const { arena, position, pastEvent } = state;
    const eventId = decoded(params["id"] ?? "");
    const event = arena.events.find(({ id }) => id === eventId) ??
      await pastEvent(eventId);
    if (event === null) throw new HttpError(404);
    return page({ arena, position, event }, {
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
        opened={data.event}
        initial={data.arena}
        position={data.position}
      />
    </main>
  </>
));
