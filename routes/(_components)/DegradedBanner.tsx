interface DegradedBannerProps {
  /** What is the matter with the venue's data, one sentence; `null` where nothing is. */
  readonly reason: string | null;
}

/** Says that nothing is traded because the venue does not make sense; nothing while it does. */
export function DegradedBanner({ reason }: DegradedBannerProps) {
  if (reason === null) return null;
  return (
    <div class="banner" role="status" data-testid="degraded">
      <p>The venue is degraded: {reason}</p>
    </div>
  );
}
