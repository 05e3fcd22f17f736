/** The differences of one event: they share its luck, so that they count as one draw. */
export interface Cluster {
  /** Sum of the differences of its markets. */
  readonly sum: number;
  /** Its markets, 1 or more. */
  readonly size: number;
}

/** A mean over clusters, and how far off it may be. */
export interface ClusteredMean {
  readonly clusters: number;
  /** Markets of all clusters. */
  readonly size: number;
  readonly mean: number;
  /** Cluster-robust, with the correction of G / (G − 1); `null` of fewer than two clusters. */
  readonly standardError: number | null;
}

/**
 * Returns the mean difference of a market, each market alike, with a standard error that takes whole events as the
 * draws (Liang and Zeger, 1986; Cameron, Gelbach and Miller, 2008).
 *
 * @returns `null` of no cluster.
 */
export function clusteredMean(
  clusters: readonly Cluster[],
): ClusteredMean | null {
  let sum = 0;
  let size = 0;
  for (const cluster of clusters) {
    sum += cluster.sum;
    size += cluster.size;
  }
  if (size === 0) return null;
  const count = clusters.length;
  const middle = sum / size;
  let squares = 0;
  for (const cluster of clusters) {
    squares += (cluster.sum - middle * cluster.size) ** 2;
  }
  return {
    clusters: count,
    size,
    mean: middle,
    standardError: count < 2
      ? null
      : Math.sqrt(squares * count / (count - 1)) / size,
  };
}
