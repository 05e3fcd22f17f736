import { ROOT } from "./source_tree.ts";

/** Which files each file imports, by repository path. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

interface ResolvedModules {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

/** Returns the imports of `paths` and of what they reach, as Deno resolves them, with or without those of types. */
export async function importGraph(
  paths: readonly string[],
  { withTypes }: { readonly withTypes: boolean },
): Promise<ImportGraph> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const imports = paths.map((path) =>
      `import "${new URL(path, `file://${ROOT}`).href}";`
    );
    await Deno.writeTextFile(entry, imports.join("\n"));
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", `${ROOT}deno.json`, entry],
      stderr: "inherit",
    }).output();
    return toGraph(JSON.parse(new TextDecoder().decode(stdout)), withTypes);
  } finally {
    await Deno.remove(entry);
  }
}

function toGraph(info: ResolvedModules, withTypes: boolean): ImportGraph {
  const graph = new Map<string, readonly string[]>();
  for (const { specifier, dependencies = [] } of info.modules) {
    const from = repoPathOf(specifier);
    if (from === null) continue;
    const targets = dependencies.map(({ code, type }) =>
      repoPathOf(code?.specifier ?? (withTypes ? type?.specifier : null) ?? "")
    );
    graph.set(from, targets.filter((target) => target !== null));
  }
  return graph;
}

function repoPathOf(specifier: string): string | null {
  const root = new URL(`file://${ROOT}`).href;
  return specifier.startsWith(root)
    ? decodeURIComponent(specifier.slice(root.length))
    : null;
}

/** Returns one cycle per strongly connected part of `graph`, as `a → b → a`. */
export function cyclesOf(graph: ImportGraph): readonly string[] {
  const finished = new Set<string>();
  const trail: string[] = [];
  const cycles: string[] = [];
  const visit = (path: string): void => {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(" → "));
      return;
    }
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
