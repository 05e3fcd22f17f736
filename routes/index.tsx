import { page } from "fresh";
import ArenaLive from "../islands/ArenaLive.tsx";
import { avatarsOf } from "./(_components)/avatars.ts";
import { define } from "./(_site)/define.ts";

export const handler = define.handlers({
  GET({ state }) {
    const { arena, position, catalog } = state;
    return page({ arena, position, avatars: avatarsOf(catalog) }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

export default define.page<typeof handler>(({ data }) => (
  <ArenaLive
    initial={data.arena}
    position={data.position}
    avatars={data.avatars}
  />
));
