import { isLink, repoPath } from "./source_path.ts";

const PARAMS_MAX = 3;

interface Signature {
  readonly range: Deno.lint.Range;
  readonly params:
    readonly (Deno.lint.Parameter | Deno.lint.TSParameterProperty)[];
}

/** Allows three parameters at most: beyond them a call is readable only with an options bag. */
export const maxParams: Deno.lint.Rule = {
  create(context) {
    if (isLink(repoPath(context.filename))) return {};
    const check = (node: Signature) => {
      const params = node.params.filter((param) =>
        param.type !== "Identifier" || param.name !== "this"
      );
      if (params.length <= PARAMS_MAX) return;
      context.report({
        range: node.range,
        message:
          `Cannot take ${params.length} parameters as a function has at most ${PARAMS_MAX}`,
        hint: "Take the rest as one options object",
      });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      TSDeclareFunction: check,
      TSMethodSignature: check,
      TSFunctionType: check,
    };
  },
};
