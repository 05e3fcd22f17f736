import { isBrowserCode, isLink, isTestCode, repoPath } from "./source_path.ts";

const TIMERS = new Set(["setTimeout", "setInterval", "setImmediate"]);

const MEMBERS = new Set([
  "Date.now",
  "performance.now",
  "Math.random",
  "crypto.randomUUID",
  "crypto.getRandomValues",
  "AbortSignal.timeout",
  "Temporal.Now",
]);

const MODULES: Readonly<Record<string, ReadonlySet<string>>> = {
  "node:timers": TIMERS,
  "node:timers/promises": TIMERS,
  "node:crypto": new Set(["randomUUID", "randomBytes", "randomInt"]),
  "node:perf_hooks": new Set(["performance"]),
};

const GLOBALS = new Set(["globalThis", "self", "window"]);

/**
 * Bans time, timers, randomness and ids that no test can steer: they come from an injected `Clock` or `Random`.
 *
 * Exempt are the two seams themselves, what runs in a browser, test code, linked packages and tools.
 */
export const noAmbient: Deno.lint.Rule = {
  create(context) {
    const path = repoPath(context.filename);
    if (isExempt(path)) return {};
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message:
          `Cannot use ${what} as time, timers, randomness and ids are injected`,
        hint: "Take a Clock or a Random from the caller",
      });
    return {
      MemberExpression(node) {
        const name = dottedName(node);
        if (name !== null && (MEMBERS.has(name) || TIMERS.has(name))) {
          report(node, name);
        }
      },
      Identifier(node) {
        if (TIMERS.has(node.name) && isReference(node)) report(node, node.name);
      },
      NewExpression(node) {
        if (isDate(node.callee) && node.arguments.length === 0) {
          report(node, "new Date()");
        }
      },
      CallExpression(node) {
        if (isDate(node.callee)) report(node, "Date()");
      },
      ImportDeclaration(node) {
        const banned = MODULES[node.source.value];
        for (const specifier of node.specifiers) {
          if (
            banned !== undefined && specifier.type === "ImportSpecifier" &&
            specifier.imported.type === "Identifier" &&
            (banned.has(specifier.imported.name) ||
              node.source.value === "node:timers/promises")
          ) report(specifier, `${specifier.imported.name} of node`);
        }
      },
    };
  },
};

function isExempt(path: string): boolean {
  return path === "runtime/clock.ts" || path === "runtime/random.ts" ||
    isBrowserCode(path) || isTestCode(path) || isLink(path) ||
    path.startsWith("tools/");
}

/** Returns `Date.now` for `Date.now` and `globalThis.Date.now` alike. */
function dottedName(node: Deno.lint.MemberExpression): string | null {
  if (node.property.type !== "Identifier" || node.computed) return null;
  const { object } = node;
  if (object.type === "Identifier") {
    return GLOBALS.has(object.name)
      ? node.property.name
      : `${object.name}.${node.property.name}`;
  }
  if (object.type !== "MemberExpression") return null;
  const left = dottedName(object);
  return left === null ? null : `${left}.${node.property.name}`;
}

function isDate(callee: Deno.lint.Expression): boolean {
  if (callee.type === "Identifier") return callee.name === "Date";
  return callee.type === "MemberExpression" && dottedName(callee) === "Date";
}

/** A property, key or specifier that is merely called `setTimeout` reads no global. */
function isReference(node: Deno.lint.Identifier): boolean {
  const { parent } = node;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
      return parent.parent.type === "ObjectExpression" &&
        parent.value === node;
    case "VariableDeclarator":
      return parent.init === node;
    case "AssignmentExpression":
    case "AssignmentPattern":
      return parent.right === node;
    case "ArrowFunctionExpression":
      return parent.body === node;
    case "CallExpression":
    case "NewExpression":
    case "ArrayExpression":
    case "ConditionalExpression":
    case "LogicalExpression":
    case "ReturnStatement":
      return true;
    default:
      return false;
  }
}
