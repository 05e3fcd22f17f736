import { z } from "zod";

/** Fixed-point decimal text of 0 or more; its value is checked where it is parsed into an exact amount. */
export const decimalText = z.string().regex(/^\d{1,15}(\.\d{1,18})?$/);
/** Decimal text, or nothing where there is none. */
export const optionalDecimalText = z.union([decimalText, z.literal("")]);
/** A token: a whole number of up to 256 bits. */
export const TOKEN_PATTERN = /^\d{1,78}$/;
export const tokenId = z.string().regex(TOKEN_PATTERN);
/** A market's id on the chain. The newer ones are a byte shorter where they are not padded. */
export const CONDITION_PATTERN = /^0x[0-9a-f]{62}(?:[0-9a-f]{2})?$/;
export const conditionId = z.string().regex(CONDITION_PATTERN);
/** Longest name of a state of a book, in characters. */
export const HASH_MAX = 100;
export const hashText = z.string().max(HASH_MAX);
/** Unix milliseconds as text. */
export const millisText = z.string().regex(/^\d{1,15}$/);
/** Unix seconds as text. */
export const secondsText = z.string().regex(/^\d{1,12}$/);
export const tokenSide = z.enum(["BUY", "SELL"]);
/** What names an order, a trade or a transaction. */
export const nameText = z.string().min(1).max(200);
/** Text that holds a JSON array of texts, as Gamma sends its lists. */
export const textList = z.string().transform((text, context): string[] => {
  const list = z.array(z.string()).safeParse(parseJson(text));
  if (list.success) return list.data;
  context.addIssue({
    code: "custom",
    message: "must hold a JSON array of texts",
  });
  return z.NEVER;
});
/** A list as JSON text, or as the list itself. */
export const textListOrText = z.union([z.array(z.string()), textList]);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
