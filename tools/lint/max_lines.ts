import { isTestCode, repoPath } from "./source_path.ts";

/** Longest file, in lines. */
export const FILE_LINES_MAX = 350;
/** Longest function, in lines from its first to its closing brace. */
export const FUNCTION_LINES_MAX = 70;

/** Limits the length of files and functions: beyond it there are two nouns in one. Test code is exempt. */
export const maxLines: Deno.lint.Rule = {
  create(context) {
    const path = repoPath(context.filename);
    if (isTestCode(path)) return {};
    const check = (node: Deno.lint.Node) => {
      const lines = lineCount(context.sourceCode.getText(node));
      if (lines <= FUNCTION_LINES_MAX) return;
      context.report({
        node,
        message:
          `Cannot have a function of ${lines} lines as the limit is ${FUNCTION_LINES_MAX}`,
      });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      Program(node) {
        const lines = lineCount(context.sourceCode.text);
        if (lines <= FILE_LINES_MAX) return;
        context.report({
          node,
          message:
            `Cannot have a file of ${lines} lines as the limit is ${FILE_LINES_MAX}`,
        });
      },
    };
  },
};

function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}
