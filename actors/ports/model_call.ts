import type { CostSource, ModelFaultKind } from "../../domain/model_entries.ts";
import type { UsdMicros } from "../../domain/money.ts";

/** What one call cost. */
export interface ModelCost {
  /** 0 or more, rounded up to the micro-dollar. */
  readonly amount: UsdMicros;
  /** `provider` where it reported the amount; `catalog` where it was priced from tokens; `estimate` where neither is known. */
  readonly source: CostSource;
}

/** Why there is no reply. */
export interface ModelFault {
  readonly kind: ModelFaultKind;
  /** One sentence for operators and the record: no key, no header, at most 500 characters. */
  readonly detail: string;
  /** How long the provider asks to wait; `null` where it does not say. */
  readonly retryAfterMs: number | null;
  /** `null` where none was received. */
  readonly httpStatus: number | null;
}
