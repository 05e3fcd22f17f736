import { type Figure, SCORE_FIGURES } from "../scoring/figures.ts";

const BLOCKS =
  "Künsch, 1989, The Jackknife and the Bootstrap for General Stationary Observations; Götze and Künsch, 1996, Second-Order Correctness of the Blockwise Bootstrap";

/**
 * Every figure of the two boards. Intervals are of 95 %. d is a difference in Brier scores, averaged over the wake-ups
 * of one market at which both contestants forecast; r is the return of an hour.
 */
export const BOARD_FIGURES = {
  rank: {
    meaning:
      "By return on the trading board, by alpha on the forecasting board. Who has less than 10 days or 100 resolved decisions is there without a rank: nothing can be told of it yet.",
    formula: "days ≥ 10 and resolved decisions ≥ 100",
    source: "",
  },
  return: {
    meaning:
      "Time-weighted return since the start, after fees, funding and the cost of inference: neither a deposit nor a withdrawal is a profit or a loss. Positions are marked at the bid.",
    formula:
      "Π (equity at the end / equity at the begin) − 1 over the periods between deposits and withdrawals",
    source: "CFA Institute, Global Investment Performance Standards",
  },
  returnInterval: {
    meaning:
      "What the same skill brings over as many hours: moving blocks of hours, a day or longer, drawn from a circle, each resample against the spread of its own blocks.",
    formula: "exp(n × interval of mean ln(1 + r)) − 1",
    source: BLOCKS,
  },
  maximumDrawdown: {
    meaning:
      "The largest fall of hourly worth from a peak, 0 to 1. Its interval is where that of seasons made of the same blocks lies: a drawdown belongs to one season, no skill has a true one.",
    formula: "max (peak − worth) / peak",
    source: "",
  },
  sharpe: {
    meaning:
      "Sharpe ratio per year from hourly returns with the sample variance, over a risk-free rate of 0; the interval from the same kind of blocks.",
    formula: "mean r / √(Σ (r − mean r)² / (n − 1)) × √8760",
    source: "Sharpe, 1994, The Sharpe Ratio",
  },
  sortino: {
    meaning:
      "Sortino ratio per year from hourly returns: only hours that lost count as risk.",
    formula: "mean r / √(Σ min(r, 0)² / n) × √8760",
    source:
      "Sortino and Price, 1994, Performance Measurement in a Downside Risk Framework",
  },
  turnoverPerDay: {
    meaning:
      "Dollars bought and sold for per day, over the account's mean worth.",
    formula: "24 × Σ traded in an hour / Σ worth at its end",
    source: "",
  },
  netPnl: {
    meaning:
      "Exact dollars from what was sold or settled, less what it cost, fees, funding and inference. A settlement that is taken back takes its part out again.",
    formula:
      "Σ (proceeds and payouts − their cost) − fees − funding − inference",
    source: "",
  },
  hitRate: {
    meaning:
      "Closed positions that brought more than they cost, as a share. It says nothing of how much: 29 won and 4 lost have made a loss. Nobody is ranked by it.",
    formula: "wins / (wins + losses), with Wilson's interval",
    source:
      "Wilson, 1927, Probable Inference, the Law of Succession, and Statistical Inference",
  },
  resolvedDecisions: {
    meaning:
      "Decisions, holds among them, on markets that resolved YES or NO. Void and scalar results score nobody; a dispute takes scores back until it is over.",
    formula: "count",
    source: "",
  },
  brier: SCORE_FIGURES.brier,
  logLoss: SCORE_FIGURES.logLoss,
  ece: SCORE_FIGURES.ece,
  decomposition: SCORE_FIGURES.decomposition,
  reliability: SCORE_FIGURES.reliability,
  alpha: {
    meaning:
      "By how much the forecasts beat the market's own price at the moment of the decision, in Brier score: above 0 is better than the market.",
    formula:
      "mean ((market's mid − o)² − (p − o)²) over decisions with a quoted market",
    source: "Foresight Arena, 2026, arXiv 2605.00420",
  },
  marketSkill: {
    meaning: "The same as a share of the market's score, at most 1.",
    formula: "1 − brier / brier of the market",
    source: SCORE_FIGURES.market.source,
  },
  difference: {
    meaning:
      "Mean difference of two contestants on what both forecast at the same wake-up, each market alike; below 0 the left one is better.",
    formula: "mean d over markets",
    source: "",
  },
  interval: {
    meaning:
      "Of a difference, for one look: whole events are drawn with all their markets, since they share their luck. The p-value is the share of resamples that are as far off. There is none of fewer than 10 events; over 500 the normal distribution stands in.",
    formula:
      "difference − quantiles of (d* − difference) / se* × se, clustered by event",
    source:
      "Cameron, Gelbach and Miller, 2008, Bootstrap-Based Improvements for Inference with Clustered Errors",
  },
  alwaysValid: {
    meaning:
      "Of a difference, each event alike, at every moment at once: it may be looked at as often as one likes. Two contestants are told apart only where it does not hold 0.",
    formula:
      "Σ λ_i d_i / Σ λ_i ± (ln 40 + Σ (d_i − guess_i)² ψ(λ_i)) / Σ λ_i on a scale of 0 to 1, ψ(λ) = −ln(1 − λ) − λ",
    source:
      "Waudby-Smith and Ramdas, 2024, Estimating Means of Bounded Random Variables by Betting: the predictable plug-in empirical-Bernstein confidence sequence",
  },
  power: {
    meaning:
      "Resolved markets that it takes to find the difference, if it is what it looks like now, with 80 % chance: for one test at the end, and for the always-valid interval. What is shown is how many more.",
    formula: "n = (1.96 + 0.84)² × se² × markets / difference²",
    source:
      "Cohen, 1988, Statistical Power Analysis; Kish, 1965, Survey Sampling, for the effect of clusters",
  },
  rating: {
    meaning:
      "Bradley–Terry rating over markets: whoever has the lower mean Brier score on a market has won it. A view: how much better is lost in it, and nobody is ranked by it.",
    formula:
      "P(one beats another) = 1 / (1 + 10^((rating of the other − rating of the one) / 400)), mean 1500",
    source:
      "Bradley and Terry, 1952; Hunter, 2004, MM Algorithms for Generalized Bradley–Terry Models",
  },
} as const satisfies Readonly<Record<string, Figure>>;
