import type { MarketEvent } from "../actors/ports/market_data.ts";
import { ConfigError, loadSettings } from "../config.ts";
import { createLog } from "../composition/log.ts";
import { pause } from "../runtime/clock.ts";
import { SystemClock, SystemRandom } from "../runtime/mod.ts";
import { openVenue } from "../composition/venue_choice.ts";
import { TapeWriter } from "../venues/tape/tape_writer.ts";
import {
  explain,
  printErrorLine,
  printLine,
  runCommand,
  UsageError,
} from "./flags.ts";

const SPEC = {
  name: "record",
  summary: "Records what a venue says to a tape, until it is stopped.",
  flags: {
    venue: {
      kind: "value",
      placeholder: "VENUE",
      text: "builtin, dflow, kalshi, polymarket or hyperliquid (ARENA_VENUE)",
    },
    markets: {
      kind: "value",
      placeholder: "TICKERS",
      text:
        "Only these markets, with commas between them; the settings' otherwise",
    },
    out: {
      kind: "value",
      placeholder: "FILE",
      text: "The tape, gzip'd; it must not exist yet",
    },
    seconds: {
      kind: "value",
      placeholder: "N",
      text: "Ends after this long; otherwise at an interrupt",
    },
  },
  notes: [
    "Settings of the venue are those of the arena: docs/configuration.md lists them.",
    "Exits with 0 after a stop, 1 if the tape could not be written.",
  ],
} as const;

const SECONDS_MAX = 31_536_000;

function parseSeconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seconds = Number(text);
  if (seconds > 0 && seconds <= SECONDS_MAX) return seconds;
  throw new UsageError(
    `Cannot run record as --seconds must be above 0 and at most ${SECONDS_MAX}: use --seconds=60`,
  );
}

function parseMarkets(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  const markets = text.split(",").map((ticker) => ticker.trim());
  if (markets.every((ticker) => /^[\x21-\x7e]{1,120}$/.test(ticker))) {
    return markets;
  }
  throw new UsageError(
    `Cannot run record as --markets must be tickers with commas between them: use --markets=A,B`,
  );
}

async function record(
  { venue, markets, out, seconds }: {
    readonly venue: string | undefined;
    readonly markets: readonly string[] | null;
    readonly out: string;
    readonly seconds: number | null;
  },
): Promise<number> {
  const settings = loadSettings({
    ...Deno.env.toObject(),
    ...(venue === undefined ? {} : { ARENA_VENUE: venue }),
  });
  const clock = new SystemClock();
  const log = createLog(settings.ARENA_LOG_LEVEL);
  const stopping = new AbortController();
  let failure: string | null = null;
  const stop = (reason: string | null) => {
    failure ??= reason;
    stopping.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stop(null));
  }
  const tape = await TapeWriter.open({ path: out, clock, onStopped: stop });
  const opened = await openVenue({
    settings,
    clock,
    random: new SystemRandom(),
    log,
    tape,
    markets,
    giveUp: (error) => stop(error.message),
  });
  const listener = (event: MarketEvent) => {
    if (event.kind === "connection_changed") log.info(event, "connection");
    if (event.kind === "frame_rejected") log.warn(event.rejection, "rejected");
  };
  const running = opened.marketData.run(listener, stopping.signal);
  if (seconds !== null) {
    void pause(clock, seconds * 1_000, stopping.signal).then(() => stop(null));
  }
  await running;
  opened.stop();
  const { records, bytes } = await tape.close();
  if (failure !== null) {
    printErrorLine(failure);
    return 1;
  }
  printLine(`recorded ${records} lines, ${bytes} bytes to ${out}`);
  return 0;
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags }) => {
    const { venue, out } = flags;
    if (out === undefined) {
      throw new UsageError(
        "Cannot run record as it must know where to: use --out=FILE",
      );
    }
    const markets = parseMarkets(flags.markets);
    const seconds = parseSeconds(flags.seconds);
    try {
      return await record({ venue, out, markets, seconds });
    } catch (error) {
      printErrorLine(explain(error));
      return error instanceof ConfigError ? 2 : 1;
    }
  });
}
