/** Every `DflowTier`, the dearest first. */
export const DFLOW_TIERS = ["frost", "glacier", "steel", "obsidian"] as const;

/** What dflow's builders are sorted into by their volume of 30 days. */
export type DflowTier = typeof DFLOW_TIERS[number];
