/** What a command writes to: standard output for results, standard error for progress and trouble. */
export interface Terminal {
  readonly colour: boolean;
  /** Whether standard error is a terminal, so that a line can be written over. */
  readonly live: boolean;
  print(text: string): void;
  /** As they are: no line is ended. */
  write(bytes: Uint8Array): void;
  warn(text: string): void;
  /** Replaces the progress line; null ends it. Where there is no terminal, nothing is written. */
  progress(text: string | null): void;
}

export const COLUMNS = 100;

export function openTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream, colour: boolean): Terminal {
  // Who reads only the first lines has gone (`| head`): the work goes on, since mails may be under way.
  const unlessGone = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
  };
  stdout.on("error", unlessGone);
  stderr.on("error", unlessGone);
  let shown = false;
  const clear = () => {
    if (shown) stderr.write("\r\u001b[2K");
    shown = false;
  };
  return {
    colour: stdout.isTTY === true && colour,
    live: stderr.isTTY === true,
    print: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    write: (bytes) => {
      clear();
      stdout.write(bytes);
    },
    warn: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (stderr.isTTY !== true) return;
      clear();
      if (text === null) return;
      stderr.write(text.slice(0, COLUMNS));
      shown = true;
    },
  };
}

/** Columns of text, as wide as they need to be; numbers to the right. */
export function layOutTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? "").length)),
  );
  const isNumeric = header.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isNumeric[column] === true ? String(cell).padStart(width) : String(cell).padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(header), ...rows.map(line)].join("\n");
}

/** A table that fits: the widest columns are cut, but never the first, by which a row is named. */
export function fitTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? "").length)),
  );
  const gaps = 2 * (header.length - 1);
  while (widths.reduce((sum, width) => sum + width, gaps) > COLUMNS) {
    const widest = widths.indexOf(Math.max(...widths.slice(1)), 1);
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const cut = (cell: string | number, column: number) => {
    const [text, width] = [String(cell), widths[column] ?? 0];
    return text.length > width ? `${text.slice(0, width - 1)}…` : cell;
  };
  return layOutTable(
    header,
    rows.map((row) => row.map(cut)),
  );
}

/** Of what is left for the last column, at least so much. */
const LAST_COLUMN = 30;

/** A table that fits, whose last column is whole: it goes on in the next lines, below itself. */
export function wrapTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const width = header
    .slice(0, -1)
    .map((title, column) => Math.max(title.length, ...rows.map((row) => String(row[column] ?? "").length)))
    .reduce((sum, one) => sum + one + 2, 0);
  const columns = Math.max(LAST_COLUMN, COLUMNS - width);
  const breakUp = (text: string) =>
    wrapText(text, columns).flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""]);
  const lines = rows.flatMap((row) =>
    breakUp(String(row.at(-1) ?? "")).map((part, at) =>
      at === 0 ? [...row.slice(0, -1), part] : [...row.slice(0, -1).map(() => ""), part],
    ),
  );
  return fitTable(header, lines);
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export function paint(terminal: Terminal, colour: keyof typeof CODES, text: string): string {
  return terminal.colour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}

/** `1 member`, `2 members`: counts in sentences. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** Lines of at most so many columns, broken between words. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
