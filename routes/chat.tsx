import { page } from "fresh";
import ChatDesk from "../islands/ChatDesk.tsx";
import { define } from "./(_site)/define.ts";
import { PageHead } from "./(_components)/PageHead.tsx";
import { Panel } from "./(_components)/Panel.tsx";

export const handler = define.handlers({
  GET({ state }) {
    return page({ mode: state.arena.mode }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <PageHead mode={data.mode} here="/chat" />
    <main class="page page-narrow">
      <Panel name="chat" title="Ask about the arena">
        <ChatDesk />
      </Panel>
    </main>
  </>
));
