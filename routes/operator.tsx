import { HttpError, page } from "fresh";
import OperatorRoom from "../islands/OperatorRoom.tsx";
import { define } from "./(_site)/define.ts";
import { PageHead } from "./(_components)/PageHead.tsx";

export const handler = define.handlers({
  GET({ state }) {
    if (!state.hasOperators) {
      throw new HttpError(404, "Nobody operates this arena");
    }
    return page({ mode: state.arena.mode }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <PageHead mode={data.mode} here={null} />
    <main class="page page-operator">
      <OperatorRoom />
    </main>
  </>
));
