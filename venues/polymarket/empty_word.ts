/**
 * 32 bytes of nothing, where an order carries nothing of ours. On its own, as the venue's client needs it and must not
 * load what signs: that is a tenth of what a start takes, and the signers' threads load it.
 */
export const EMPTY_WORD = `0x${"0".repeat(64)}` as const;
