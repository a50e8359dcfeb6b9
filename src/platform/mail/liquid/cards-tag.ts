import {
  type Arguments,
  type Context,
  type Emitter,
  type Liquid,
  Tag,
  type TagToken,
  type Template,
  type TopLevelToken,
  Value,
} from "liquidjs";
import type { MeteredEngine } from "./meter.ts";

type TagClass = Liquid["tags"][string];

/** Characters; thousands are kept. */
const LONGEST_KEPT = 20_000;
const NAME = /^[A-Za-z_]\w*$/;

/**
 * `{% cards recent %} … {% endcards %}` shows each pick of a list in turn as `pick`, and sees nothing else: so what it
 * renders of one object is rendered once, and members who get the same content for the same reason share the object. The
 * rest of a mail is a few lines. Without it a digest costs some hundred outputs of Liquid, with it some twenty.
 */
export function cardsTag({ renderWithin }: MeteredEngine): TagClass {
  return class CardsTag extends Tag {
    private readonly list: string;
    private readonly templates: Template[] = [];
    private readonly rendered = new WeakMap<object, string>();

    constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid) {
      super(token, remaining, liquid);
      this.list = token.args.trim();
      if (!NAME.test(this.list)) throw new Error(`${token.getText()} names no list: write {% cards recent %}`);
      const stream = liquid.parser.parseStream(remaining);
      stream
        .on("tag:endcards", () => stream.stop())
        .on("template", (template: Template) => this.templates.push(template))
        .on("end", () => {
          throw new Error(`tag ${token.getText()} not closed`);
        });
      stream.start();
    }

    // For those who ask which names it uses.
    // biome-ignore lint/correctness/useYield: a tag answers what it holds so, at once
    *children(): Generator<unknown, Template[]> {
      return this.templates;
    }

    arguments(): Arguments {
      return [new Value(this.list, this.liquid)];
    }

    blockScope(): Iterable<string> {
      return ["pick"];
    }

    render(context: Context, emitter: Emitter): void {
      const picks = context.getSync([this.list]);
      if (!Array.isArray(picks)) return;
      for (const pick of picks) {
        if (typeof pick !== "object" || pick === null) continue;
        let card = this.rendered.get(pick);
        if (card === undefined) {
          card = renderWithin(context, this.templates, { pick });
          if (card.length <= LONGEST_KEPT) this.rendered.set(pick, card);
        }
        emitter.write(card);
      }
    }
  };
}
