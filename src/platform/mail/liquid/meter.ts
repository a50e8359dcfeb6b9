import {
  Context,
  type Emitter,
  type FilterImplOptions,
  type Liquid,
  LiquidError,
  RenderError,
  type Template,
  toValue,
} from "liquidjs";
import { type Step, stepOf } from "./step-of.ts";

/**
 * How much one rendering may do; a mail of sixty long picks takes a tenth of it. LiquidJS asks its own limits at each step
 * and before most filters. What it does not ask for is bounded here: what is written, and how heavy a value gets. So no
 * template can fill the memory, whatever it does, and time is left to `runWithin`.
 */
const MOST_STEPS = 200_000;
const MOST_MADE = 1_000_000;
const MOST_WRITTEN = 1_000_000;
/** Characters and elements of one value, with all that it holds, each time that it holds it. */
const HEAVIEST_VALUE = 200_000;

/** The limits of one rendering, in the place of both of LiquidJS's. That on time counts steps: no machine is slower at them. */
class Meter {
  private steps = 0;
  private made = 0;
  private written = 0;

  /** LiquidJS calls it at each block, tag and output; the time that it passes is not looked at. */
  check(): void {
    this.steps += 1;
    if (this.steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
  }

  /** LiquidJS calls it before it makes a text of so many characters, or a list of so many elements. */
  use(count: unknown): void {
    const wanted = Number(count);
    if (!(wanted > 0)) return;
    this.made += wanted;
    if (this.made > MOST_MADE) throw new Error(`its filters and ranges make more than ${MOST_MADE} characters`);
  }

  write(characters: number): void {
    this.written += characters;
    if (this.written > MOST_WRITTEN) throw new Error(`it writes more than ${MOST_WRITTEN} characters`);
  }
}

class MeteredEmitter implements Emitter {
  buffer = "";
  private readonly meter: Meter;

  constructor(meter: Meter) {
    this.meter = meter;
  }

  write(value: unknown): void {
    const text = typeof value === "string" ? value : textOf(value);
    this.meter.write(text.length);
    this.buffer += text;
  }
}

export interface MeteredEngine {
  /** Throws what Liquid throws, and when a limit is reached. */
  render(templates: Template[], scope: object): string;
  /** On the account of a rendering that is under way. */
  renderWithin(context: Context, templates: Template[], scope: object): string;
}

/** Where a rendering was last, for when it is broken off. */
let lastBlock: readonly Template[] = [];

/** The source of the first tag or output of the block that was entered last. */
export function lastEntered(): string | null {
  const block = lastBlock.find(({ token }) => /^\{[{%]/.test(token.getText()));
  return block?.token.getText() ?? null;
}

/** Puts limits on an engine; filters that are registered later have none. */
export function meterEngine(engine: Liquid): MeteredEngine {
  for (const [name, filter] of Object.entries(engine.filters)) engine.registerFilter(name, weighed(filter));
  const stepsOf = new WeakMap<readonly Template[], readonly Step[]>();
  const renderBlock = (templates: Template[], context: Context, emitter: Emitter): void => {
    if (templates.length === 0) return;
    let steps = stepsOf.get(templates);
    if (steps === undefined) {
      steps = templates.map((template) => stepOf(template, renderBlock));
      stepsOf.set(templates, steps);
    }
    const meter = meterOf(context);
    lastBlock = templates;
    let at = 0;
    try {
      for (const step of steps) {
        meter.check();
        if (step(context, emitter) && (context.breakCalled || context.continueCalled)) return;
        at += 1;
      }
    } catch (error) {
      throw LiquidError.is(error) ? error : new RenderError(error as Error, templates[at] as Template);
    }
  };
  const renderTo = (
    templates: Template[],
    context: Context,
    emitter: Emitter = new MeteredEmitter(meterOf(context)),
  ) => {
    renderBlock(templates, context, emitter);
    return (emitter as MeteredEmitter).buffer;
  };
  // Tags of LiquidJS render what is in them by this.
  engine.renderer.renderTemplates = renderTo as unknown as typeof engine.renderer.renderTemplates;
  const renderOn = (meter: Meter, templates: Template[], scope: object): string => {
    const limit = meter as unknown as Context["memoryLimit"];
    const limits = { memoryLimit: limit, renderLimit: limit, liquid: engine };
    return renderTo(templates, new Context(scope, engine.options, { sync: true }, limits));
  };
  return {
    render: (templates, scope) => renderOn(new Meter(), templates, scope),
    renderWithin: (context, templates, scope) => renderOn(meterOf(context), templates, scope),
  };
}

function meterOf({ memoryLimit }: Context): Meter {
  return memoryLimit as unknown as Meter;
}

/** The filter, whose results are charged, and refused when they are too heavy to be written or compared. */
function weighed(filter: FilterImplOptions): FilterImplOptions {
  const { handler, raw } = typeof filter === "function" ? { handler: filter, raw: false } : filter;
  const weighedHandler: typeof handler = function (value, ...args) {
    const charge = (result: unknown): unknown => {
      const weight = weigh(result, 0);
      if (weight > HEAVIEST_VALUE) throw new Error(`one of its filters makes more than ${HEAVIEST_VALUE} characters`);
      meterOf(this.context).use(weight);
      return result;
    };
    const result: unknown = handler.call(this, value, ...args);
    return isGenerator(result) ? chargeLater(result, charge) : charge(result);
  };
  return { handler: weighedHandler, raw };
}

/** LiquidJS runs what is yielded, and gives back what it comes to. */
function* chargeLater(steps: unknown, charge: (result: unknown) => unknown): Generator<unknown, unknown, unknown> {
  return charge(yield steps);
}

function isGenerator(value: unknown): boolean {
  return typeof value === "object" && value !== null && "next" in value && typeof value.next === "function";
}

/** Stops counting once it is too much: a list that holds another a thousand times is a thousand times as heavy. */
function weigh(value: unknown, before: number): number {
  if (typeof value === "string") return before + value.length;
  let weight = before + 1;
  if (typeof value !== "object" || value === null) return weight;
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    if (weight > HEAVIEST_VALUE) break;
    weight = weigh(part, weight);
  }
  return weight;
}

/** As LiquidJS writes it. */
function textOf(written: unknown): string {
  const value: unknown = toValue(written);
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(textOf).join("") : String(value);
}
