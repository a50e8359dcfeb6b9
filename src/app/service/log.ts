import { reportError } from "../../cli/program.ts";
import type { Terminal } from "../../cli/terminal.ts";
import type { Config } from "../../config.ts";

/** What a service tells while it runs, as far as LOG_LEVEL lets it. What ends the process is told by whoever started it. */
export interface Log {
  /** Level error: something did not work, with what to do. */
  readonly trouble: (error: unknown) => void;
  readonly warn: (text: string) => void;
  /** Whether things of this level are told. */
  readonly shows: (level: "warn" | "info" | "debug") => boolean;
  /** Each step of the work. */
  readonly debug: (text: string) => void;
}

/** From what is told at any level to what is told at the finest alone. */
const ORDER: readonly Config["logLevel"][] = ["silent", "fatal", "error", "warn", "info", "debug", "trace"];

export function openLog(terminal: Terminal, level: Config["logLevel"]): Log {
  const shows = (asked: Config["logLevel"]): boolean => ORDER.indexOf(asked) <= ORDER.indexOf(level);
  return {
    trouble: (error) => {
      if (shows("error")) reportError(terminal, error);
    },
    warn: (text) => {
      if (shows("warn")) terminal.warn(text);
    },
    shows,
    debug: (text) => {
      if (shows("debug")) terminal.warn(text);
    },
  };
}
