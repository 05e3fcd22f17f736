import type { ComponentChildren } from "preact";
import type { ArenaView, ConnectionState } from "../../domain/view.ts";
import { Brand } from "./Brand.tsx";
import { count, countdown, isoTime, timeOfDay } from "./format.ts";
import { SiteNav } from "./SiteNav.tsx";

const CONNECTION_TEXT: Record<ConnectionState, string> = {
  static: "snapshot",
  connecting: "connecting…",
  live: "live",
  reconnecting: "reconnecting…",
};

interface StatusBarProps {
  readonly mode: ArenaView["mode"];
  readonly phase: ArenaView["phase"];
  readonly venue: ArenaView["venue"];
  readonly markets: ArenaView["markets"];
  readonly journalSequence: number;
  readonly nowMs: number;
  readonly connection: ConnectionState;
}

/** The head of the page: what the arena does, whether its venue is heard, and when the next market closes. */
export function StatusBar(props: StatusBarProps) {
  const { mode, phase, venue, nowMs, connection } = props;
  const next = props.markets.find(({ phase, closesAtMs }) =>
    phase === "open" && closesAtMs > nowMs
  );
  return (
    <header class="bar">
      <Brand mode={mode} />
      <SiteNav here="/" />
      <dl class="facts">
        <Fact title="Arena" dot={phase.name} main={phase.name} name="phase">
          {phase.sentence}
        </Fact>
        <Fact title="Venue" dot={venue.status} main={venue.status} name="venue">
          {venueLine(venue)}
        </Fact>
        <Fact
          title="Next close"
          main={next === undefined ? "–" : countdown(next.closesAtMs, nowMs)}
          name="countdown"
        >
          {next?.title ?? "no open market yet"}
        </Fact>
        <Fact
          title="Journal"
          main={count(props.journalSequence)}
          name="journal"
        >
          <time dateTime={isoTime(nowMs)} class="num">
            {timeOfDay(nowMs)} UTC
          </time>
        </Fact>
      </dl>
      <p
        class={`connection connection-${connection}`}
        data-testid="connection"
        data-state={connection}
        role="status"
      >
        <span class="dot" aria-hidden="true" />
        {CONNECTION_TEXT[connection]}
      </p>
    </header>
  );
}

/** Counts while all is well; while it is not, the venue's own reason. */
function venueLine(venue: ArenaView["venue"]): string {
  if (venue.status !== "connected") return venue.reason;
  const rejected = venue.framesRejected === 0
    ? ""
    : ` · ${count(venue.framesRejected)} rejected`;
  return `${venue.label} · ${count(venue.eventsReceived)} events${rejected}`;
}

interface FactProps {
  readonly title: string;
  readonly name: string;
  /** Which color the dot has; none without. */
  readonly dot?: string;
  readonly main: string;
  readonly children: ComponentChildren;
}

function Fact({ title, name, dot, main, children }: FactProps) {
  return (
    <div class={`fact fact-${name}`} data-testid={name} data-value={main}>
      <dt>{title}</dt>
      <dd>
        {dot === undefined
          ? null
          : <span class={`dot dot-${dot}`} aria-hidden="true" />}
        <span class="fact-main num">{main}</span>
        <span class="fact-more">{children}</span>
      </dd>
    </div>
  );
}
