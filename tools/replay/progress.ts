import { SingleBar } from "cli-progress";
import process from "node:process";
import type { Recordings } from "../../venues/tape/recordings.ts";

/** A progress bar on stderr, where that is a terminal; otherwise nothing at all. */
export class Progress {
  readonly #recordings: Recordings;
  readonly #bar: SingleBar | null;

  constructor(recordings: Recordings) {
    this.#recordings = recordings;
    this.#bar = Deno.stderr.isTerminal()
      ? new SingleBar({
        format: "{bar} {percentage} %  {frames} frames  {eta_formatted} left",
        stream: process.stderr,
        hideCursor: true,
        clearOnComplete: true,
      })
      : null;
    this.#bar?.start(Math.max(1, recordings.bytesTotal), 0, { frames: 0 });
  }

  update(frames: number): void {
    this.#bar?.update(this.#recordings.bytesRead(), { frames });
  }

  stop(): void {
    this.#bar?.stop();
  }
}
