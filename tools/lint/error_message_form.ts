import { isLink, isTestCode, repoPath } from "./source_path.ts";

/**
 * Holds messages of errors to `Cannot <action> as <rule>: current value is X`, without a final period.
 *
 * Only text that stands in the call is judged; a message built elsewhere is its builder's business.
 */
export const errorMessageForm: Deno.lint.Rule = {
  create(context) {
    const path = repoPath(context.filename);
    if (isTestCode(path) || isLink(path)) return {};
    return {
      NewExpression(node) {
        const message = messageOf(node);
        const complaint = message === null ? null : complaintOf(message);
        if (complaint === null) return;
        context.report({
          node,
          message: `Cannot use this error message as it ${complaint}`,
          hint: "Write `Cannot <action> as <rule>: current value is X`",
        });
      },
    };
  },
};

/** Literal text in order, with a NUL where a value is spliced in. */
function messageOf(node: Deno.lint.NewExpression): string | null {
  const { callee } = node;
  if (callee.type !== "Identifier" || !callee.name.endsWith("Error")) {
    return null;
  }
  const position = callee.name === "AggregateError" ? 1 : 0;
  const message = node.arguments[position];
  if (message === undefined || message.type === "SpreadElement") return null;
  const text = textOf(message);
  return text.replaceAll("\0", "").trim() === "" ? null : text;
}

function textOf(node: Deno.lint.Node): string {
  if (node.type === "Literal" && typeof node.value === "string") {
    return node.value;
  }
  if (node.type === "TemplateLiteral") {
    return node.quasis.map(({ cooked }) => cooked).join("\0");
  }
  if (node.type === "BinaryExpression" && node.operator === "+") {
    return textOf(node.left) + textOf(node.right);
  }
  return "\0";
}

function complaintOf(message: string): string | null {
  if (!message.startsWith("\0") && !message.startsWith("Cannot ")) {
    return 'does not start with "Cannot "';
  }
  if (message.startsWith("Cannot ") && !message.includes(" as ")) {
    return 'has no " as " before the rule';
  }
  return message.endsWith(".") ? "ends with a period" : null;
}
