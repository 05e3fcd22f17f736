import { type ComponentType, h, render } from "preact";
import { readProps } from "./wire.ts";

/** Brings a page's islands to life, each in a task of its own. Called by the script at the end of the page. */
export function boot(
  islands: Record<string, ComponentType<Record<string, unknown>>>,
  text: string,
): void {
  const props = readProps(text);
  const walker = document.createTreeWalker(
    document.body,
    NodeFilter.SHOW_COMMENT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const [, kind, name = "", index = ""] = node.nodeValue?.split(":") ?? [];
    const component = kind === "island" ? islands[name] : undefined;
    if (!component) continue;
    const island = h(component, props[Number(index)] ?? {});
    const place = placeAfter(node);
    setTimeout(() => render(island, place), 0);
  }
}

/** Returns what lies between a comment and the next one as the element that Preact wants to render into. */
function placeAfter(start: Node): Element {
  const childNodes: Node[] = [];
  let end = start.nextSibling;
  for (; end && end.nodeValue !== "/frsh:island"; end = end.nextSibling) {
    childNodes.push(end);
  }
  const parentNode = start.parentNode as Node;
  const insertBefore = (node: Node, before: Node | null) =>
    parentNode.insertBefore(node, before ?? end);
  return {
    nodeType: 1,
    parentNode,
    firstChild: childNodes[0] ?? null,
    childNodes,
    contains: (node: Node) => parentNode.contains(node),
    insertBefore,
    appendChild: (node: Node) => insertBefore(node, null),
    removeChild: (node: Node) => parentNode.removeChild(node),
  } as unknown as Element;
}
