import type { Context, Emitter, Liquid, TagToken, Template, TopLevelToken } from "liquidjs";
import type { MeteredEngine } from "./meter.ts";

type TagDefinition = Parameters<Liquid["registerTag"]>[1];

/** Characters; thousands are kept. */
const LONGEST_KEPT = 20_000;
const NAME = /^[A-Za-z_]\w*$/;

interface CardsTag {
  liquid: Liquid;
  list: string;
  templates: Template[];
  rendered: WeakMap<object, string>;
}

/**
 * `{% cards recent %} … {% endcards %}` shows each pick of a list in turn as `pick`, and sees nothing else: so what it
 * renders of one object is rendered once, and members who get the same content for the same reason share the object. The
 * rest of a mail is a few lines. Without it a digest costs some hundred outputs of Liquid, with it some twenty.
 */
export function cardsTag({ renderWithin }: MeteredEngine): TagDefinition {
  return {
    parse(this: CardsTag, token: TagToken, remaining: TopLevelToken[]) {
      this.list = token.args.trim();
      if (!NAME.test(this.list)) throw new Error(`${token.getText()} names no list: write {% cards recent %}`);
      this.templates = [];
      this.rendered = new WeakMap();
      const stream = this.liquid.parser.parseStream(remaining);
      stream
        .on("tag:endcards", () => stream.stop())
        .on("template", (template: Template) => this.templates.push(template))
        .on("end", () => {
          throw new Error(`tag ${token.getText()} not closed`);
        });
      stream.start();
    },
    render(this: CardsTag, context: Context, emitter: Emitter) {
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
    },
  } as unknown as TagDefinition;
}
