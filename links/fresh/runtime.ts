/** Whether this runs in a browser; false while the server renders. */
export const IS_BROWSER = typeof document !== "undefined";
