import {
  type Context,
  type Emitter,
  type Expression,
  evalToken,
  IfTag,
  isTruthy,
  Output,
  type Template,
  type Token,
  TypeGuards,
  toValue,
  toValueSync,
  type Value,
} from "liquidjs";

const { isHTMLToken, isOperatorToken, isPropertyAccessToken } = TypeGuards;

/** What one template of a block does. @returns whether it may have met a `break` or a `continue` */
export type Step = (context: Context, emitter: Emitter) => boolean;

type RenderBlock = (templates: Template[], context: Context, emitter: Emitter) => void;
type Read = (context: Context) => unknown;

/**
 * LiquidJS walks a block by generators, some ten for an output and more for a condition, so that it can wait for
 * promises. There are none here: texts, outputs and conditions, of which most of a template is made, become plain
 * functions, made once, that come to the same. Everything else is left to LiquidJS.
 */
export function stepOf(template: Template, renderBlock: RenderBlock): Step {
  if (isHTMLToken(template.token)) {
    const text = template.token.getContent();
    return (_, emitter) => {
      emitter.write(text);
      return false;
    };
  }
  if (template instanceof Output) {
    const read = readerOf(template.value);
    return (context, emitter) => {
      emitter.write(toValue(read(context)));
      return false;
    };
  }
  if (template instanceof IfTag) {
    const branches = template.branches.map(({ value, templates }) => ({ read: readerOf(value), templates }));
    const otherwise = template.elseTemplates ?? [];
    return (context, emitter) => {
      const taken = branches.find(({ read }) => isTruthy(read(context), context));
      renderBlock(taken?.templates ?? otherwise, context, emitter);
      return true;
    };
  }
  return (context, emitter) => {
    const written: unknown = toValueSync(template.render(context, emitter));
    if (written) emitter.write(written);
    return true;
  };
}

function readerOf({ initial, filters }: Value): Read {
  return filters.reduce<Read>(
    (read, filter) => (context) => toValueSync(filter.render(read(context), context)),
    readerOfExpression(initial),
  );
}

/** An operand, or two and an operator; what is longer is rare. */
function readerOfExpression(expression: Expression): Read {
  const [first, second, operator, ...more] = expression.postfix;
  if (first !== undefined && second === undefined) return readerOfOperand(first);
  if (first !== undefined && second !== undefined && isOperatorToken(operator) && more.length === 0) {
    const [left, right] = [readerOfOperand(first), readerOfOperand(second)];
    return (context) => operate(operator.operator, left(context), right(context), context);
  }
  return (context) => toValueSync(expression.evaluate(context));
}

function operate(operator: string, left: unknown, right: unknown, context: Context): unknown {
  if (isPlain(left) && isPlain(right)) {
    if (operator === "==") return left === right;
    if (operator === "!=") return left !== right;
    if (operator === ">") return left > right;
    if (operator === "<") return left < right;
  }
  return toValueSync(context.opts.operators[operator]?.(left, right, context) as unknown);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function readerOfOperand(token: Token): Read {
  if ("content" in token) {
    const { content } = token;
    return () => content;
  }
  if (isPropertyAccessToken(token) && token.variable === undefined) {
    const path = token.props.map((prop) => ("content" in prop ? prop.content : null));
    if (path.every(isPlain)) return readerOfPath(path);
  }
  return (context) => toValueSync(evalToken(token, context));
}

/** LiquidJS's own, which its types hide. */
interface Scoped {
  findScope(name: string | number): object;
}

function readerOfPath(path: readonly (string | number)[]): Read {
  const [root = ""] = path;
  return (context) => {
    let value: unknown = (context as unknown as Scoped).findScope(root);
    for (const key of path) {
      value = context.readProperty(value as object, key);
      if (typeof value === "object") value = toValueSync(value);
    }
    return value;
  };
}
