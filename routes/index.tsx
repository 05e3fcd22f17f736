import { page } from "fresh";
import ArenaLive from "../islands/ArenaLive.tsx";
import { define } from "./(_site)/define.ts";

export const handler = define.handlers({
  GET({ state }) {
    const { arena, position } = state;
    return page({ arena, position }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

export default define.page<typeof handler>(({ data }) => (
  <ArenaLive initial={data.arena} position={data.position} />
));
