import { repoPath, resolveSpecifier } from "./source_path.ts";
import { zoneRefusal } from "./zones.ts";

type Declaration =
  | Deno.lint.ImportDeclaration
  | Deno.lint.ExportNamedDeclaration;

/** Keeps every import inside the zone table of `zones.ts`. */
export const importZones: Deno.lint.Rule = {
  create(context) {
    const from = repoPath(context.filename);
    const check = (
      node: Deno.lint.Node,
      source: Deno.lint.Node | null,
      names: readonly string[] | null,
    ) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") {
        return;
      }
      const to = resolveSpecifier(from, source.value);
      if (to === null) return;
      const typeOnly = isTypeOnly(node);
      const refusal = zoneRefusal({ from, to, typeOnly, names });
      if (refusal === null) return;
      const message = `Cannot import ${to} from ${from} as ${refusal}`;
      context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) =>
        check(node, node.source, importedNames(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, namesOf(node)),
      ExportAllDeclaration: (node) => check(node, node.source, null),
      ImportExpression: (node) => check(node, node.source, null),
      TSImportType: (node) =>
        check(
          node,
          node.argument.type === "TSLiteralType" ? node.argument.literal : null,
          null,
        ),
    };
  },
};

function isTypeOnly(node: Deno.lint.Node): boolean {
  switch (node.type) {
    case "TSImportType":
      return true;
    case "ImportDeclaration":
      return node.importKind === "type" || (node.specifiers.length > 0 &&
        node.specifiers.every((specifier) =>
          specifier.type === "ImportSpecifier" &&
          specifier.importKind === "type"
        ));
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return node.exportKind === "type";
    default:
      return false;
  }
}

function importedNames(
  node: Deno.lint.ImportDeclaration,
): readonly string[] | null {
  if (node.specifiers.some(({ type }) => type !== "ImportSpecifier")) {
    return null;
  }
  return node.specifiers.flatMap((specifier) =>
    specifier.type === "ImportSpecifier" &&
      specifier.imported.type === "Identifier"
      ? [specifier.imported.name]
      : []
  );
}

function namesOf(node: Declaration): readonly string[] {
  return node.specifiers.flatMap((specifier) =>
    specifier.type === "ExportSpecifier" &&
      specifier.local.type === "Identifier"
      ? [specifier.local.name]
      : []
  );
}
