import type { FrameRejection } from "../ports/market_data.ts";

const MESSAGE_CHARACTERS_MAX = 500;

/** Returns a rejection whose message fits into a log and onto a page, however long what the venue sent was. */
export function boundedRejection(rejection: FrameRejection): FrameRejection {
  const { message } = rejection;
  return message.length <= MESSAGE_CHARACTERS_MAX
    ? rejection
    : { ...rejection, message: `${message.slice(0, MESSAGE_CHARACTERS_MAX)}…` };
}
