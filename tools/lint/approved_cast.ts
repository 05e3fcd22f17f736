import { repoPath } from "./source_path.ts";

const REVIEW = "actors/risk/review.ts";

/** Keeps risk the only place that can call an order approved: every other cast would skip its checks. */
export const approvedCast: Deno.lint.Rule = {
  create(context) {
    const path = repoPath(context.filename);
    if (path === REVIEW) return {};
    const check = (
      node: Deno.lint.TSAsExpression | Deno.lint.TSTypeAssertion,
    ) => {
      const type = node.typeAnnotation;
      if (
        type.type !== "TSTypeReference" ||
        type.typeName.type !== "Identifier" || type.typeName.name !== "Approved"
      ) return;
      context.report({
        node,
        message:
          `Cannot cast to Approved in ${path} as only ${REVIEW} approves`,
        hint: "Pass the order through review()",
      });
    };
    return { TSAsExpression: check, TSTypeAssertion: check };
  },
};
