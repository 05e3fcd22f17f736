/** What came of the comparisons of two contestants. */
export interface Comparison<Contestant> {
  readonly left: Contestant;
  readonly right: Contestant;
  /** How often the left one was better; a draw counts one half for each. */
  readonly leftWins: number;
  readonly rightWins: number;
}

/** What the ratings are in: ten times as likely to win is 400 points apart, as in chess. */
const POINTS_PER_NAT = 400 / Math.LN10;
const MEAN_RATING = 1_500;
const ROUNDS_MAX = 1_000;
/** A thousandth of a point. */
const TOLERANCE = 1e-6;
/** Games of everybody against an opponent of mean strength, half of them won: who lost all is bad and not infinite. */
const PRIOR_GAMES = 1;

/**
 * Returns a Bradley–Terry rating of each contestant: the likelihood that one is better than another is
 * 1 / (1 + 10^((r_other − r_one) / 400)). The mean rating is 1500.
 *
 * Strengths are fitted by Hunter's MM algorithm (2004, MM Algorithms for Generalized Bradley–Terry Models), with one
 * drawn game against an opponent of mean strength for everybody, so that a rating exists also where somebody never
 * won. It is a view of pairwise comparisons: how much better is lost in it.
 */
export function bradleyTerry<Contestant>(
  contestants: readonly Contestant[],
  comparisons: readonly Comparison<Contestant>[],
): ReadonlyMap<Contestant, number> {
  const places = new Map(contestants.map((contestant, at) => [contestant, at]));
  const wins = contestants.map(() => PRIOR_GAMES / 2);
  const games: { left: number; right: number; played: number }[] = [];
  for (const comparison of comparisons) {
    const left = places.get(comparison.left);
    const right = places.get(comparison.right);
    if (left === undefined || right === undefined) continue;
    const played = comparison.leftWins + comparison.rightWins;
    wins[left] = (wins[left] ?? 0) + comparison.leftWins;
    wins[right] = (wins[right] ?? 0) + comparison.rightWins;
    games.push({ left, right, played });
  }
  let logs = contestants.map(() => 0);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = improved(logs, wins, games);
    const moved = Math.max(
      0,
      ...next.map((log, at) => Math.abs(log - (logs[at] ?? 0))),
    );
    logs = next;
    if (moved < TOLERANCE) break;
  }
  return new Map(
    contestants.map((contestant, at) => [
      contestant,
      MEAN_RATING + POINTS_PER_NAT * (logs[at] ?? 0),
    ]),
  );
}

/** One step of the MM algorithm: strength = wins / Σ games / (own strength + the other's). */
function improved(
  logs: readonly number[],
  wins: readonly number[],
  games: readonly { left: number; right: number; played: number }[],
): number[] {
  // Where all of them stand together says nothing: their mean is 0, and so is the opponent of mean strength.
  const strengths = logs.map((log) => Math.exp(log));
  const weights = strengths.map((strength) => PRIOR_GAMES / (strength + 1));
  for (const { left, right, played } of games) {
    const weight = played /
      ((strengths[left] ?? 0) + (strengths[right] ?? 0));
    weights[left] = (weights[left] ?? 0) + weight;
    weights[right] = (weights[right] ?? 0) + weight;
  }
  const next = wins.map((won, at) => Math.log(won / (weights[at] ?? 1)));
  const mean = next.reduce((sum, log) => sum + log, 0) / (next.length || 1);
  return next.map((log) => log - mean);
}
