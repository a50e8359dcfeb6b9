import { Liquid } from "liquidjs";
import { describe, expect, it } from "vitest";
import { openLiquid } from "./liquid.ts";

const DATA = {
  member: { firstName: "Zoé", visits: 3, theme: null },
  list: ["a", "b", "c", "d"],
  picks: [{ title: "One", size: 7 }, { title: "Two <b>" }],
  none: [],
  key: "firstName",
  zero: 0,
  blank: "",
  yes: true,
  no: false,
};

const OPERANDS = [
  "3",
  "'3'",
  "0",
  "nil",
  "empty",
  "blank",
  "true",
  "false",
  "'a'",
  "member.visits",
  "member.theme",
].concat([
  "member.nothing",
  "nothing",
  "nothing.at.all",
  "list",
  "none",
  "list.size",
  "picks.first.title",
  "zero",
  "yes",
  "no",
]);
const OPERATORS = ["==", "!=", ">", "<", ">=", "<=", "contains", "and", "or"];
/** All conditions that begin with one operand. */
const conditionsOf = (left: string) => [
  left,
  `not ${left}`,
  ...OPERATORS.flatMap((operator) => OPERANDS.map((right) => `${left} ${operator} ${right}`)),
];

describe("stepOf", () => {
  const own = openLiquid("text");
  const liquids = new Liquid({ ownPropertyOnly: true, strictFilters: true });
  const expectAlike = (source: string) => {
    expect([source, own.compile(source).render(DATA)]).toEqual([source, liquids.parseAndRenderSync(source, DATA)]);
  };

  it("decides each condition as LiquidJS does", () => {
    for (const left of OPERANDS) {
      expectAlike(
        conditionsOf(left)
          .map((condition) => `${condition.replaceAll("'", "")}: {% if ${condition} %}yes{% else %}no{% endif %}`)
          .join("\n"),
      );
    }
    expectAlike("{% if zero > 1 or yes and list contains 'a' %}yes{% elsif no %}other{% endif %}");
    expectAlike("{% if zero %}{% if no %}{% elsif list.size == 4 %}four{% endif %}{% endif %}");
  });

  it("puts out each value as LiquidJS does", () => {
    for (const operand of OPERANDS) expectAlike(`[{{ ${operand} }}|{{ ${operand} | default: "x" | upcase }}]`);
    for (const path of [
      "member[key]",
      "list[1]",
      "list[-1]",
      "list.last",
      "picks[1]['title']",
      "picks[0].size",
      "(1..3)",
    ])
      expectAlike(`[{{ ${path} }}]`);
    for (const path of ["member.constructor", "list.length", "member.firstName.size", "list.first.size", "toString"])
      expectAlike(`[{{ ${path} }}]`);
    expectAlike("{{ member.visits > 2 }} {{ zero == zero and yes }}");
  });

  it("leaves a loop where LiquidJS does", () => {
    expectAlike("{% for x in list %}{% if x == 'b' %}{% continue %}{% endif %}{{ x }}{{ forloop.last }}{% endfor %}!");
    expectAlike("{% for x in list %}{{ x }}{% if forloop.index >= 2 %}{% break %}{% endif %}-{% endfor %}!");
    expectAlike(
      "{% for x in none %}{{ x }}{% else %}nothing{% endfor %}{% for x in list limit: 2 %}{{ x }}{% endfor %}",
    );
    expectAlike(
      "{% for x in list %}{% unless x == 'a' %}{% case x %}{% when 'b' %}{% break %}{% endcase %}{% endunless %}{{ x }}{% endfor %}",
    );
  });

  it("sees what tags set, and keeps the blanks that LiquidJS keeps", () => {
    expectAlike(" {%- assign x = list | join: '+' -%} {{ x }} {%- capture y %} [{{ x }}] {% endcapture -%} {{ y }} ");
    expectAlike("{% for member in list %}{{ member }}{% endfor %}{{ member.firstName }}");
    expectAlike(
      "{% raw %}{{ member }}{% endraw %}{% cycle 'a', 'b' %}{% comment %}x{% endcomment %}{% echo list[0] %}",
    );
  });
});
