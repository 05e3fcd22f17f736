import type { ArenaView } from "../../domain/view.ts";
import type { ViewDelta } from "../../domain/view_delta.ts";
import type { ViewFrame } from "../ports/view_stream.ts";

const ENCODER = new TextEncoder();

/** Returns the frame that takes a watcher from `afterSeq` to `view`; without deltas, from nothing. */
export function encodeFrame(
  epoch: string,
  view: ArenaView,
  deltas: readonly ViewDelta[],
): ViewFrame {
  const id = `${epoch}-${view.seq}`;
  let snapshot: Uint8Array<ArrayBuffer> | undefined;
  return {
    epoch,
    afterSeq: view.seq - deltas.length,
    seq: view.seq,
    view,
    deltas: deltas.length === 0 ? null : encodeEvent("deltas", id, deltas),
    snapshot: () => snapshot ??= encodeEvent("snapshot", id, view),
  };
}

function encodeEvent(
  name: string,
  id: string,
  payload: unknown,
): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(
    `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(payload)}\n\n`,
  );
}
