const TITLE_CHARACTERS_MAX = 200;

/** Anybody may write a title: it is cut, and characters that hide or reorder text are taken out. */
export function cleanTitle(title: string): string {
  const visible = title.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return Array.from(visible).slice(0, TITLE_CHARACTERS_MAX).join("");
}
