import {
  type ComponentChildren,
  type ComponentType,
  createContext,
  Fragment,
  h,
  options,
  type VNode,
} from "preact";
import { useContext } from "preact/hooks";
import { renderToString } from "preact-render-to-string";
import type { PageProps } from "./define.ts";
import type { Island, Site } from "./site.ts";
import { writeProps } from "./wire.ts";

/** Where a rendered response keeps its nonce, so that it never leaves as a header by itself. */
export const NONCE = Symbol("fresh_nonce");

type Props = Record<string, unknown>;
type Element = VNode<Props>;

/** What one rendering finds out; it is synchronous, so one variable can hold it. */
interface Rendering {
  readonly site: Site;
  readonly nonce: string;
  readonly islands: Set<Island>;
  readonly islandProps: Props[];
}

const InsideIsland = createContext(false);
/** The islands' own elements, which are already between their comments. */
const marked = new WeakSet<object>();
let rendering: Rendering | undefined;

// Preact's build gives this name to the hook that runs just before an element is rendered.
const hooks = options as { __b?: (vnode: Element) => void };
const oldHook = hooks.__b;
hooks.__b = (vnode) => {
  if (rendering) prepare(vnode, rendering);
  oldHook?.(vnode);
};

/** Renders a whole document, with what browsers need to bring its islands to life; without islands it loads no code. */
export function renderDocument(
  root: VNode<PageProps>,
  site: Site,
  { headers, status }: { headers: Headers; status: number },
): Response {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const islands = new Set<Island>();
  rendering = { site, nonce, islands, islandProps: [] };
  try {
    const html = `<!DOCTYPE html>${renderToString(root)}`;
    headers.set("Content-Type", "text/html; charset=utf-8");
    const files = [clientOf(site), ...[...islands].map(({ file }) => file)];
    if (islands.size > 0) {
      const links = files.map((path) =>
        `<${encodeURI(path)}>; rel="modulepreload"; as="script"`
      );
      headers.append("Link", links.join(", "));
    }
    const response = new Response(html, { headers, status });
    return Object.assign(response, { [NONCE]: nonce });
  } finally {
    rendering = undefined;
  }
}

function clientOf(site: Site): string {
  return `${site.prefix}fresh-runtime.js`;
}

/** Gives inline code its nonce, the body its script, and islands the comments by which the browser finds them. */
function prepare(vnode: Element, current: Rendering): void {
  const { type, props, key } = vnode;
  if (type === "script" || type === "style") props.nonce ||= current.nonce;
  if (type === "body") {
    const start = h(() => startScript(current), null);
    const children = [props.children as ComponentChildren, start];
    vnode.props = { ...props, children };
  }
  if (typeof type === "string" || marked.has(vnode)) return;
  const island = current.site.islands.get(type);
  if (!island) return;

  vnode.type = (props) => {
    const child = h(type, props);
    marked.add(child);
    // Inside another island it is a plain component.
    if (useContext(InsideIsland)) return child;
    current.islands.add(island);
    const index = current.islandProps.push(props) - 1;
    const comment = (text: string) =>
      h(Fragment as ComponentType<Props>, { UNSTABLE_comment: text });
    const id = String(key ?? "").replaceAll(":", "_");
    return h(
      InsideIsland.Provider,
      { value: true },
      comment(`frsh:island:${island.name}:${index}:${id}`),
      child,
      comment("/frsh:island"),
    );
  };
}

/** The script that starts the page's islands. */
function startScript({ site, nonce, islands, islandProps }: Rendering) {
  if (islands.size === 0) return null;
  const used = [...islands];
  const imports = used.map(({ exportName, file }, index) =>
    `import{${exportName} as i${index}}from${JSON.stringify(file)};`
  );
  const byName = used.map(({ name }, index) =>
    `${JSON.stringify(name)}:i${index}`
  );
  // Escaped, as a "</script>" in a text would end this one.
  const props = JSON.stringify(writeProps(islandProps))
    .replaceAll("<", "\\u003C");
  const code = `import{boot}from"${clientOf(site)}";${imports.join("")}` +
    `boot({${byName}},${props});`;
  return h("script", {
    type: "module",
    nonce,
    dangerouslySetInnerHTML: { __html: code },
  });
}
