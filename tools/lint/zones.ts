import { isTestCode } from "./source_path.ts";

/** One import of a file of ours, as the zone table sees it. */
export interface ImportEdge {
  /** Repository path of the importing file. */
  readonly from: string;
  /** Repository path of the imported file. */
  readonly to: string;
  /** Whether the import vanishes when types are stripped. */
  readonly typeOnly: boolean;
  /** Imported names; `null` for a namespace, a re-export of everything or a dynamic import. */
  readonly names: readonly string[] | null;
}

interface Zone {
  readonly name: string;
  readonly contains: RegExp;
  /** What the zone may import, as the sentence the lint message ends with. */
  readonly allowance: string;
  readonly allows: (edge: ImportEdge) => boolean;
}

const inDomain = (edge: ImportEdge) => edge.to.startsWith("domain/");
const inPorts = (edge: ImportEdge) => edge.to.startsWith("actors/ports/");
const inRuntime = (edge: ImportEdge) => edge.to.startsWith("runtime/");
const inStrategies = (edge: ImportEdge) => edge.to.startsWith("strategies/");
const isProtocol = (edge: ImportEdge) =>
  /^actors\/[^/]+\/protocol\.ts$/.test(edge.to);
const inSameFolder = (edge: ImportEdge) =>
  edge.to.startsWith(edge.from.slice(0, edge.from.lastIndexOf("/") + 1));
const inSameActor = (edge: ImportEdge) => {
  const folder = /^actors\/[^/]+\//.exec(edge.from)?.[0];
  return folder !== undefined && edge.to.startsWith(folder);
};
const inSameTop = (edge: ImportEdge) =>
  edge.to.startsWith(edge.from.slice(0, edge.from.indexOf("/") + 1));
const inClient = (edge: ImportEdge) => edge.to.includes("/(_client)/");
const inComponents = (edge: ImportEdge) => edge.to.includes("/(_components)/");
const inIslands = (edge: ImportEdge) => edge.to.startsWith("islands/");

/** Every edge of the process takes time, randomness and retry delays from the kernel, and no actor. */
const isClockOrBackoff = (edge: ImportEdge) =>
  /^runtime\/(clock|random|backoff)\.ts$/.test(edge.to) ||
  (edge.to === "runtime/mod.ts" && edge.names !== null &&
    edge.names.every((name) => /Clock|Timer|Random|[Bb]ackoff/.test(name)));

/** First match wins. The table is `architecture.md` §2 as it stands in CONTRIBUTING.md. */
const ZONES: readonly Zone[] = [
  {
    name: "composition root",
    contains: /^(main\.ts$|composition\/|actors\/arena(_\w+)?\.ts$)/,
    allowance: "anything",
    allows: () => true,
  },
  {
    name: "tools",
    contains: /^tools\//,
    allowance: "anything",
    allows: () => true,
  },
  {
    name: "config",
    contains: /^((fresh\.)?config\.ts$|config\/)/,
    allowance: "domain and config",
    allows: (edge) => inDomain(edge) || edge.to.startsWith("config/"),
  },
  {
    name: "runtime",
    contains: /^runtime\//,
    allowance: "runtime",
    allows: inSameTop,
  },
  {
    name: "domain",
    contains: /^domain\//,
    allowance: "domain",
    allows: inSameTop,
  },
  {
    name: "links",
    contains: /^links\//,
    allowance: "its own package",
    allows: (edge) =>
      edge.to.split("/", 2).join("/") === edge.from.split("/", 2).join("/"),
  },
  {
    name: "actors/ports",
    contains: /^actors\/ports\//,
    allowance: "ports, domain and types of runtime",
    allows: (edge) =>
      inPorts(edge) || inDomain(edge) || (edge.typeOnly && inRuntime(edge)),
  },
  {
    name: "actor protocol",
    contains: /^actors\/[^/]+\/protocol\.ts$/,
    allowance: "domain and types of runtime and ports",
    allows: (edge) =>
      inDomain(edge) ||
      (edge.typeOnly && (inRuntime(edge) || inPorts(edge))),
  },
  {
    name: "actor",
    contains: /^actors\/[^/]+\//,
    allowance:
      "its own folder, domain, ports, runtime, strategies and protocol.ts of other actors",
    allows: (edge) =>
      inSameActor(edge) || inDomain(edge) || inPorts(edge) ||
      inRuntime(edge) || inStrategies(edge) || isProtocol(edge),
  },
  {
    name: "edge",
    contains: /^(venues|models)\//,
    allowance:
      "its own zone, domain, ports and the clock, random and backoff of runtime",
    allows: (edge) =>
      inSameTop(edge) || inDomain(edge) || inPorts(edge) ||
      isClockOrBackoff(edge),
  },
  {
    name: "strategies",
    contains: /^strategies\//,
    allowance: "strategies and domain",
    allows: (edge) => inSameTop(edge) || inDomain(edge),
  },
  {
    name: "db",
    contains: /^db\//,
    allowance: "db, domain, ports and the clock, random and backoff of runtime",
    allows: (edge) =>
      inSameTop(edge) || inDomain(edge) || inPorts(edge) ||
      isClockOrBackoff(edge),
  },
  {
    name: "client code",
    contains: /^routes\/(.*\/)?\(_(client|components)\)\//,
    allowance: "its own folder and domain",
    allows: (edge) => inSameFolder(edge) || inDomain(edge),
  },
  {
    name: "islands",
    contains: /^islands\//,
    allowance: "islands, (_client), (_components) and domain",
    allows: (edge) =>
      inIslands(edge) || inClient(edge) || inComponents(edge) || inDomain(edge),
  },
  {
    name: "routes",
    contains: /^routes\//,
    allowance: "routes, islands, domain, ports and protocols, never db",
    allows: (edge) =>
      inSameTop(edge) || inIslands(edge) || inDomain(edge) || inPorts(edge) ||
      isProtocol(edge),
  },
];

/**
 * Returns why `edge` crosses a border of the house, or `null` when it may.
 *
 * Test code may import anything; nothing else may import test code, tools or a linked package's files.
 */
export function zoneRefusal(edge: ImportEdge): string | null {
  if (isTestCode(edge.from)) return null;
  if (isTestCode(edge.to)) return "product code does not import test code";
  if (edge.to.startsWith("links/") && !edge.from.startsWith("links/")) {
    return "linked packages are imported by their published name";
  }
  const zone = ZONES.find(({ contains }) => contains.test(edge.from));
  if (zone === undefined) return "the importing file is in no known zone";
  return zone.allows(edge)
    ? null
    : `${zone.name} may import only ${zone.allowance}`;
}

/** Returns whether the import table has a row for `path`. */
export function hasZone(path: string): boolean {
  return isTestCode(path) || ZONES.some(({ contains }) => contains.test(path));
}
