import type { SignedRedemption } from "../domain/redemption.ts";

/** Remembers one wallet's redemptions, so that what one pays is reported also after a crash. */
export interface Redemptions {
  /** Those of which nobody knows yet what came, signed by this process or one before, oldest first. */
  open(): readonly SignedRedemption[];
  /**
   * Writes down what is about to be sent.
   *
   * @throws {Error} If that cannot be done now; what was signed must not be sent then.
   */
  record(redemption: SignedRedemption): Promise<void>;
  /** What it paid is reported: nothing more is to be heard of it. */
  paid(reference: string): void;
  /** Nothing will be paid for it, for `reason` in one sentence. */
  failed(reference: string, reason: string): void;
}
