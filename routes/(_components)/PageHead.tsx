import type { ArenaView } from "../../domain/view.ts";
import { Brand } from "./Brand.tsx";
import { type PagePath, SiteNav } from "./SiteNav.tsx";

interface PageHeadProps {
  readonly mode: ArenaView["mode"];
  /** The page of the navigation that it is; `null` for one that visitors are not led to. */
  readonly here: PagePath | null;
}

/** The head of every page but the live one, whose head is the status bar. */
export function PageHead({ mode, here }: PageHeadProps) {
  return (
    <header class="bar">
      <Brand mode={mode} />
      <SiteNav here={here} />
    </header>
  );
}
