/** What a published figure is. */
export interface Figure {
  /** One sentence: what it is, in which unit, and which way is better. */
  readonly meaning: string;
  /** How it is reckoned. */
  readonly formula: string;
  /** Where the formula comes from; empty where it says itself. */
  readonly source: string;
}

/**
 * Every figure that `deno task score` prints of a set of forecasts. p is a probability that was given, o what
 * happened (1 or 0), q the probability of what happened, k a bin.
 */
export const SCORE_FIGURES = {
  n: {
    meaning: "Forecasts that were scored.",
    formula: "count",
    source: "",
  },
  frequency: {
    meaning: "How often it happened, 0 to 1.",
    formula: "mean o",
    source: "",
  },
  meanProbability: {
    meaning: "What was forecast on average, 0 to 1.",
    formula: "mean p",
    source: "",
  },
  brier: {
    meaning:
      "Mean Brier score, 0 to 1, lower is better; always saying one half gets 0.25.",
    formula: "mean (p − o)²",
    source:
      "Brier, 1950, Verification of Forecasts Expressed in Terms of Probability; the one-sided form, half of the original",
  },
  brierScaled: {
    meaning:
      "The Brier score on a scale where 100 is perfect and 0 is always saying one half.",
    formula: "100 × (1 − brier / 0.25)",
    source:
      "Paleka et al., 2024, Consistency Checks for Language Model Forecasters",
  },
  logLoss: {
    meaning:
      "Mean log loss in nats, 0 or more, lower is better; one half gets 0.693.",
    formula: "mean −ln(q + 1e-8)",
    source: "Good, 1952, Rational Decisions",
  },
  logLossBits: {
    meaning:
      "Mean log loss in bits, 0 or more, lower is better; one half gets 1.",
    formula: "mean −log₂(q + 1e-8)",
    source: "Good, 1952; with base 2 as in Paleka et al., 2024",
  },
  baselineScore: {
    meaning:
      "Mean Metaculus baseline score of binary questions, at most 100, higher is better; one half gets 0.",
    formula: "mean 100 × (1 + log₂ q), q held between 0.001 and 0.999",
    source: "metaculus.com/help/scores-faq",
  },
  skill: {
    meaning:
      "Brier skill against always saying how often it happened, at most 1, higher is better; null where that is never wrong.",
    formula: "1 − brier / (frequency × (1 − frequency))",
    source: "Murphy, 1988, Skill Scores Based on the Mean Square Error",
  },
  ece: {
    meaning:
      "Expected calibration error over ten bins of the same width, 0 to 1, lower is better.",
    formula: "Σ n_k / n × |mean p of k − mean o of k|",
    source:
      "Naeini, Cooper and Hauskrecht, 2015, Obtaining Well Calibrated Probabilities Using Bayesian Binning",
  },
  decomposition: {
    meaning:
      "The Brier score in parts over the same ten bins: what bad calibration costs, what telling cases apart brings, how hard the questions were, and two terms for bins that hold several probabilities.",
    formula:
      "brier = reliability − resolution + uncertainty + withinBinVariance − withinBinCovariance",
    source:
      "Murphy, 1973, A New Vector Partition of the Probability Score; Stephenson, Coelho and Jolliffe, 2008, Two Extra Components in the Brier Score Decomposition",
  },
  reliability: {
    meaning:
      "For each of the ten bins that holds forecasts: how many, their mean probability, and how often it happened.",
    formula: "n_k, mean p of k, mean o of k",
    source:
      "Murphy and Winkler, 1977, Reliability of Subjective Probability Forecasts",
  },
  anchored: {
    meaning:
      "Calibration over fifteen bins around 1, 3, 5, 10, 20 … 90, 95, 97 and 99 %, each bin alike however few are in it; and the decomposition and curve over them.",
    formula: "calibrationError = mean over bins |mean p of k − mean o of k|",
    source: "Paleka et al., 2024",
  },
  market: {
    meaning:
      "Against the market's own probability of the same moment: its Brier score, by how much the forecasts beat it (alpha, above 0 is better) and as a share of it (skill).",
    formula: "alpha = marketBrier − brier; skill = 1 − brier / marketBrier",
    source: "Murphy, 1988",
  },
} as const satisfies Readonly<Record<string, Figure>>;
