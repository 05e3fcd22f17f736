/** Every page of the site, in the order in which visitors find them. */
const PAGES = [
  { path: "/", title: "Live" },
  { path: "/boards", title: "Boards" },
  { path: "/models", title: "Models" },
  { path: "/calendar", title: "Calendar" },
  { path: "/method", title: "Method" },
  { path: "/chat", title: "Ask" },
] as const;

/** The address of a page that the navigation leads to. */
export type PagePath = typeof PAGES[number]["path"];

interface SiteNavProps {
  /** The page that it stands on; `null` for one that it does not lead to. */
  readonly here: PagePath | null;
}

/** Leads from every page to every other one. */
export function SiteNav({ here }: SiteNavProps) {
  return (
    <nav class="pages" aria-label="Pages">
      {PAGES.map(({ path, title }) => (
        <a
          key={path}
          href={path}
          aria-current={path === here ? "page" : undefined}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
