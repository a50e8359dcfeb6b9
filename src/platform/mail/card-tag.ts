import type { Context, Emitter, Liquid, TagToken, Template, TopLevelToken } from "liquidjs";

type TagDefinition = Parameters<Liquid["registerTag"]>[1];

/** A card is a kilobyte or two; a moment has some hundred contents, each with a few reasons. */
const MOST_KEPT = 4000;

interface CardTag {
  liquid: Liquid;
  templates: Template[];
  rendered: Map<string, string>;
}

/**
 * `{% card %} … {% endcard %}` shows `pick`, and sees nothing but `pick`: so what it renders is the same for every member
 * who gets that content for that reason, and is rendered once. The rest of a mail is a few lines. Without it a digest
 * costs some hundred outputs of Liquid, with it some twenty.
 */
export function cardTag(): TagDefinition {
  return {
    parse(this: CardTag, token: TagToken, remaining: TopLevelToken[]) {
      this.templates = [];
      this.rendered = new Map();
      const stream = this.liquid.parser.parseStream(remaining);
      stream
        .on("tag:endcard", () => stream.stop())
        .on("template", (template: Template) => this.templates.push(template))
        .on("end", () => {
          throw new Error(`tag ${token.getText()} not closed`);
        });
      stream.start();
    },
    render(this: CardTag, context: Context, emitter: Emitter) {
      const pick = context.getSync(["pick"]);
      const key = JSON.stringify(pick);
      let card = this.rendered.get(key);
      if (card === undefined) {
        card = this.liquid.renderSync(this.templates, { pick }) as string;
        if (this.rendered.size >= MOST_KEPT) this.rendered.clear();
        this.rendered.set(key, card);
      }
      emitter.write(card);
    },
  } as unknown as TagDefinition;
}
