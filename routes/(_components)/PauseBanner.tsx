interface PauseBannerProps {
  /** That the venue does not trade now, and until when; `null` while it does. */
  readonly sentence: string | null;
}

/** Says that nobody trades as the venue has no hours; nothing while it has. */
export function PauseBanner({ sentence }: PauseBannerProps) {
  if (sentence === null) return null;
  return (
    <div class="banner" role="status" data-testid="pause">
      <p>{sentence}</p>
    </div>
  );
}
