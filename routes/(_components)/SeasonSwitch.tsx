import type { SeasonView } from "../../domain/view_seasons.ts";
import { dollars } from "./format.ts";
import { Moment } from "./Moment.tsx";

interface SeasonSwitchProps {
  readonly seasons: readonly SeasonView[];
  /** The season that is shown. */
  readonly shown: SeasonView;
  /** The page that shows it. */
  readonly path: string;
}

const STATUS: Readonly<Record<SeasonView["status"], string>> = {
  scheduled: "has not begun",
  missed: "never began",
  on: "is on",
  paused: "is paused",
  over: "is over: its boards are final",
};

/** Leads from season to season, and says what is so of the one that is shown. */
export function SeasonSwitch({ seasons, shown, path }: SeasonSwitchProps) {
  return (
    <section class="season" aria-label="Season">
      {seasons.length < 2 ? null : (
        <nav class="seasons" aria-label="Seasons">
          {seasons.map(({ id, name }) => (
            <a
              key={id}
              href={`${path}?season=${encodeURIComponent(id)}`}
              aria-current={id === shown.id ? "page" : undefined}
              data-testid="season"
            >
              {name}
            </a>
          ))}
        </nav>
      )}
      <p class="note" data-testid="season-facts" data-status={shown.status}>
        <strong>{shown.name}</strong> {STATUS[shown.status]}
        {terms(shown)}
      </p>
    </section>
  );
}

function terms(season: SeasonView) {
  const { startingBalance, sizing, venues, mode, ending, roster } = season;
  if (startingBalance === null) return ". Everybody is in it, without an end.";
  return (
    <>
      . <Day label="From" atMs={season.startedAtMs ?? season.startsAtMs} />
      <Day label="to" atMs={season.concludedAtMs ?? season.endsAtMs} />
      {roster.length} contestants with {dollars(startingBalance)}{" "}
      each, frozen by release and prompt; sized by {sizing}; {venues.join(", ")}
      {" "}
      on {mode}; what is held at the end is{" "}
      {ending === "flatten" ? "sold" : "kept to settlement"}.
    </>
  );
}

function Day(
  { label, atMs }: { readonly label: string; readonly atMs: number | null },
) {
  if (atMs === null) return null;
  return (
    <>
      {label} <Moment atMs={atMs} />
      {"; "}
    </>
  );
}
