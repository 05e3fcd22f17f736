import { page } from "fresh";
import { CatalogBoard } from "./(_components)/CatalogBoard.tsx";
import { PageHead } from "./(_components)/PageHead.tsx";
import { define } from "./(_site)/define.ts";

export const handler = define.handlers({
  GET({ state }) {
    const { arena, catalog } = state;
    return page({ mode: arena.mode, catalog }, {
      headers: { "cache-control": "no-store" },
    });
  },
});

export default define.page<typeof handler>(({ data: { mode, catalog } }) => (
  <>
    <PageHead mode={mode} here="/models" />
    <main class="page">
      <CatalogBoard models={catalog} />
    </main>
  </>
));
