import type { ComponentChildren } from "preact";
import type { ArenaView, ConnectionState } from "../../domain/view.ts";
import { count, countdown, isoTime, timeOfDay } from "./format.ts";

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

function Brand({ mode }: Pick<ArenaView, "mode">) {
  return (
    <h1 class="brand">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect class="brand-tile" width="32" height="32" rx="7" />
        <path
          class="brand-alpha"
          d="M24.5 9.5c-2 7.5-5.2 13-9.3 13-3.4 0-5.7-2.8-5.7-6.5s2.3-6.5 5.7-6.5c4.4 0 6.3 5.6 8.6 12.5"
        />
      </svg>
      <span>Alpha Arena</span>
      <span class={`tag tag-${mode}`}>{mode}</span>
    </h1>
  );
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
