import { createDefine } from "fresh";

/** What the middlewares of the test site leave for its pages. */
export interface SiteState {
  user: string;
}

export const define = createDefine<SiteState>();
