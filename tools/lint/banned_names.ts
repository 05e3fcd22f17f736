import { emptyWord, hasInterfacePrefix } from "./names.ts";
import { isLink, repoPath } from "./source_path.ts";

/** Refuses names of types that fit everything, and the `I` prefix. */
export const bannedNames: Deno.lint.Rule = {
  create(context) {
    if (isLink(repoPath(context.filename))) return {};
    const check = (node: { readonly id: Deno.lint.Identifier | null }) => {
      if (node.id === null) return;
      const { name } = node.id;
      const word = emptyWord(name);
      const rule = word !== null
        ? `"${word}" says nothing about it`
        : hasInterfacePrefix(name)
        ? "interfaces carry no I"
        : null;
      if (rule === null) return;
      context.report({
        node: node.id,
        message: `Cannot name a type ${name} as ${rule}`,
      });
    };
    return {
      ClassDeclaration: check,
      TSEnumDeclaration: check,
      TSInterfaceDeclaration: check,
      TSTypeAliasDeclaration: check,
    };
  },
};
