import type { CatalogEntryView } from "../../domain/view_catalog.ts";

/** How the catalog draws a model. */
export type ModelAvatar = Pick<
  CatalogEntryView,
  "release" | "color" | "avatar"
>;

/** Returns how models are drawn, and nothing else of the catalog. */
export function avatarsOf(
  catalog: readonly CatalogEntryView[],
): readonly ModelAvatar[] {
  return catalog.map(({ release, color, avatar }) => ({
    release,
    color,
    avatar,
  }));
}

/** Returns how a contestant is drawn, by what drives it; `null` for whoever is no model of the catalog. */
export function avatarOf(
  avatars: readonly ModelAvatar[],
  strategy: string | undefined,
): ModelAvatar | null {
  return avatars.find(({ release }) => release === strategy) ?? null;
}
