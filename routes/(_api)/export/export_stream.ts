import {
  type History,
  HISTORY_LIMIT_MAX,
  type HistoryKind,
} from "../../../actors/ports/history.ts";
import type { SeasonId } from "../../../domain/ids.ts";
import type { ReadGate } from "../read_gate.ts";
import type { ExportFormat } from "./text_formats.ts";

/** What is exported, and through what. */
export interface ExportOptions {
  readonly kind: HistoryKind;
  /** Only of this season's contestants; left out for everybody's. */
  readonly seasonId?: SeasonId | undefined;
  readonly format: ExportFormat;
  readonly history: History;
  readonly gate: ReadGate;
  /** Called once, when everything was sent, or the client is gone, or a read failed. */
  readonly onEnd: () => void;
}

/** Raised where the database is too busy to go on: the client sees a download that broke off. */
class ExportBusyError extends Error {
  override readonly name = "ExportBusyError";
}

/**
 * Returns a whole history as bytes, a page at a time and only as fast as the client takes them. What is added
 * meanwhile is not in it.
 */
export function exportStream(
  { kind, seasonId, format, history, gate, onEnd }: ExportOptions,
): ReadableStream<Uint8Array> {
  let before: number | null = null;
  let isEnded = false;
  const end = () => {
    if (isEnded) return;
    isEnded = true;
    onEnd();
  };
  async function nextPage() {
    const page = await gate.pass(() =>
      history.page({
        kind,
        seasonId,
        contestantId: null,
        marketId: null,
        before,
        limit: HISTORY_LIMIT_MAX,
      })
    );
    if (page !== null) return page;
    throw new ExportBusyError(
      "Cannot export as the database must have room for another reader: current value is none",
    );
  }
  return new ReadableStream<Uint8Array>({
    start: (controller) => send(controller, format.head()),
    async pull(controller) {
      try {
        // A page may be without bytes, as where rows are gathered into groups: then nobody would ask again.
        for (let sent = 0; sent === 0;) {
          const page = await nextPage();
          sent += send(controller, format.page(page.items));
          before = page.nextBefore;
          if (before !== null) continue;
          send(controller, format.end());
          controller.close();
          return end();
        }
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel: end,
  }, { highWaterMark: 1 });
}

function send(
  controller: ReadableStreamDefaultController<Uint8Array>,
  bytes: Uint8Array,
): number {
  if (bytes.length > 0) controller.enqueue(bytes);
  return bytes.length;
}
