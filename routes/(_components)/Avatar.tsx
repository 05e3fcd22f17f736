import type { ModelAvatar } from "./avatars.ts";

interface AvatarProps {
  /** Nothing is drawn for `null`. */
  readonly model: ModelAvatar | null;
}

/** The initials of a model on its color: a drawing, as the page's policy allows no styles of its own. */
export function Avatar({ model }: AvatarProps) {
  if (model === null) return null;
  return (
    <svg
      class="avatar"
      data-testid="avatar"
      width="24"
      height="16"
      viewBox="0 0 36 24"
      aria-hidden="true"
    >
      <rect width="36" height="24" rx="5" fill={model.color} />
      <text
        x="18"
        y="16.5"
        text-anchor="middle"
        font-size="12"
        font-weight="700"
        fill="#0b0e14"
      >
        {model.avatar}
      </text>
    </svg>
  );
}
