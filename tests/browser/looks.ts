import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { BrowserContextOptions } from "playwright-core";
import type { ArenaPage } from "./arena_page.ts";
import { brokenWords, faintTexts, outsiders } from "./layout.ts";

/** Every size and scheme that pages are made for. */
export const LOOKS = [
  { width: 1440, height: 900, colorScheme: "light" },
  { width: 1440, height: 900, colorScheme: "dark" },
  { width: 390, height: 844, colorScheme: "light" },
  { width: 390, height: 844, colorScheme: "dark" },
] as const;

export type Look = (typeof LOOKS)[number];

/** Folder for screenshots, for people who look at a failure; none are made without. */
const screenshots = Deno.env.get("SCREENSHOTS_DIR");

/** Returns what opens a window that looks so. */
export function contextOf(
  { width, height, colorScheme }: Look,
): BrowserContextOptions {
  return { viewport: { width, height }, colorScheme };
}

/** Checks that the page fits its window and can be read. @param name Names its screenshots. */
export async function checkLayout(
  { page }: ArenaPage,
  name: string,
  { width, height, colorScheme }: Look,
): Promise<void> {
  if (screenshots !== undefined) {
    const path = `${screenshots}/${name}-${width}x${height}-${colorScheme}`;
    await page.screenshot({ path: `${path}.png` });
    await page.screenshot({ path: `${path}-full.png`, fullPage: true });
  }
  const scrollWidth = await page.evaluate(() =>
    document.documentElement.scrollWidth
  );
  assertLessOrEqual(scrollWidth, width);
  assertEquals(await page.evaluate(outsiders), []);
  assertEquals(await page.evaluate(faintTexts), []);
  assertEquals(await page.evaluate(brokenWords), []);
}
