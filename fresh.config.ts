import type { BuildOptions } from "fresh/dev";

/** Where the site's parts are, and what browsers must understand its scripts. */
export const freshOptions: BuildOptions = {
  root: import.meta.dirname ?? ".",
  routeDir: "routes",
  islandDir: "islands",
  staticDir: "static",
  target: ["chrome109", "firefox115", "safari16"],
};
