/** How a page hears from the arena. `static`: it does not, as its scripts have not started. */
export type ConnectionState = "static" | "connecting" | "live" | "reconnecting";
