import { repoPath } from "./source_path.ts";

/** Asks for `#name`, which the engine enforces, in place of `private`, which only the compiler sees. */
export const noPrivateKeyword: Deno.lint.Rule = {
  create(context) {
    const path = repoPath(context.filename);
    // The tree leaves `accessibility` out of parameter properties: the text tells for all members alike.
    const check = ({ range }: { readonly range: Deno.lint.Range }) => {
      const member = context.sourceCode.text.slice(...range);
      if (!/^(@\S+\s+)*private\s/.test(member)) return;
      context.report({
        range,
        message:
          `Cannot declare a private member in ${path} as the house form is #name`,
        hint: "Write #name",
      });
    };
    return {
      MethodDefinition: check,
      PropertyDefinition: check,
      TSAbstractMethodDefinition: check,
      TSAbstractPropertyDefinition: check,
      TSParameterProperty: check,
    };
  },
};
