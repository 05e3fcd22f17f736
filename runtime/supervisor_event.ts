import type { Child, ChildEvent, Parent, StopMode } from "./child.ts";
import type { Answer } from "./child_list.ts";
import type { AnyChildSpec, SupervisorSpec } from "./child_spec.ts";
import type { Kernel } from "./kernel.ts";

/** Children that are restarted together: `first` and all after it. */
export interface Group {
  readonly first: Child;
  /** Whose failure it is about, and whose backoff counts. */
  readonly culprit: Child;
  readonly error: Error;
  phase: "stopping" | "waiting" | "starting";
}

/** What a supervisor gets from its children, from itself, and from the system. */
export type SupervisorEvent =
  | ChildEvent
  | { readonly kind: "stop"; readonly mode: StopMode }
  | { readonly kind: "restart_due"; readonly child: Child }
  | { readonly kind: "group_due"; readonly group: Group }
  | {
    readonly kind: "add";
    readonly spec: AnyChildSpec | SupervisorSpec;
    readonly answer: Answer;
  }
  | { readonly kind: "remove"; readonly id: string; readonly answer: Answer };

/** What a supervisor is made of. */
export interface SupervisorOptions {
  readonly kernel: Kernel;
  readonly spec: SupervisorSpec;
  readonly parent: Parent;
  /** Its place in the tree, its own id included. */
  readonly path: string;
}

/** Why a supervisor gives up. */
export interface Surrender {
  readonly kind: "start_failed" | "failed";
  readonly error: Error;
}
