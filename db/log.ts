/** Where this folder reports what operators should know. A pino logger is one. */
export interface DatabaseLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Tells nobody. */
export const SILENT_LOG: DatabaseLog = { info() {}, warn() {}, error() {} };
