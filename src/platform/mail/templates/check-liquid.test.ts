import { describe, expect, it } from "vitest";
import { checkLiquid } from "./check-liquid.ts";

const told = (text: string) => checkLiquid(text).map(({ message, hint }) => `${message} = ${hint}`);

describe("a name in a text of a rule", () => {
  it("is told with the nearest one where no mail has it, at any depth", () => {
    expect(told("{{ member.firstname }} {{ Member.firstName }} {{ member.first_name }} {{ member.lastNam }}")).toEqual([
      'there is no "member.firstname" in a mail = did you mean "member.firstName"?',
      'there is no "Member" in a mail = did you mean "member"?',
      'there is no "member.first_name" in a mail = did you mean "member.firstName"?',
      'there is no "member.lastNam" in a mail = did you mean "member.lastName"?',
    ]);
    expect(told("{{ picks[0].titel }} {{ picks.first.Title }} {{ picks.title }} {{ brand.nam }}")).toEqual([
      'there is no "picks[0].titel" in a mail = did you mean "picks[0].title"?',
      'there is no "picks.first.Title" in a mail = did you mean "picks.first.title"?',
      'there is no "picks.title" in a mail = one of: size, first, last',
      'there is no "brand.nam" in a mail = did you mean "brand.name"?',
    ]);
    expect(
      told(
        "{% for pick in picks %}{{ pick.titel }}{% endfor %}{% if subjects.size == 1 and lives[0].star %}a{% endif %}",
      ),
    ).toEqual([
      'there is no "pick.titel" in a mail = did you mean "pick.title"?',
      expect.stringMatching(/^there is no "lives\[0\]\.star" in a mail = /),
    ]);
    expect(told("{{ rule.name }}")).toEqual([
      'there is no "rule.name" in a mail = it is a text, and holds nothing else',
    ]);
  });

  it("is told with what closes the block that is open, whichever it is", () => {
    expect(told("{% cards picks %}{{ pick.title }}")).toEqual([
      "{% cards picks %} is never closed = write {% endcards %} where it ends",
    ]);
    expect(told("{% tablerow pick in picks %}{{ pick.title }}")).toEqual([
      "{% tablerow pick in picks %} is never closed = write {% endtablerow %} where it ends",
    ]);
  });

  it("may be any that the site sends of a member, but for the fields that are kept apart", () => {
    expect(
      told(
        "{{ member.plan }} {{ member.badge.gold[0] }} {{ member.seats }} {{ member['firstname'] }} {{ member.names }}",
      ),
    ).toEqual([]);
    expect(told("{{ member.renewalAt }} {{ member.email }}")).toEqual([
      'there is no "member.renewalAt" in a mail = did you mean "member.renewsOn"?',
      'there is no "member.email" in a mail = one of: firstName, lastName, name, company, id, renewsOn',
    ]);
  });

  it("may be one that the text makes itself", () => {
    expect(
      told(
        "{% assign first = picks | first %}{{ first.title }}{% for pick in picks %}{{ forloop.index }}{{ pick.title }}{% endfor %}{% capture x %}a{% endcapture %}{{ x }}{% assign picks = 'a' %}{{ picks.whatever }}{{ subjects[0].names[0] }}{{ picks.size }}{{ member.firstName.size }}",
      ),
    ).toEqual([]);
  });
});

describe("a text that cannot be read as Liquid", () => {
  it("is told in plain words, with all its mistakes", () => {
    expect(told("{{ member.firstname | upcse }} {{ pciks.size }} {% for pick in picks %}{{ pick.title }}")).toEqual([
      "{% for pick in picks %} is never closed = write {% endfor %} where it ends",
      'there is no filter "upcse" = did you mean "upcase"?',
      'there is no "pciks" in a mail = did you mean "picks"?',
    ]);
    expect(told("{% if member.fristName %}{% for pick in pciks %}{{ pick.title }}{% endfor %}Hi {{ x | }}")).toEqual([
      "{% if member.fristName %} is never closed = write {% endif %} where it ends",
      'there is no "member.fristName" in a mail = did you mean "member.firstName"?',
      'there is no "pciks" in a mail = did you mean "picks"?',
      'there is no "x" in a mail = one of: language, rule, brand, member, picks, subjects, moreSubjects, events, lives, moreLives, reading, why, siteUrl, unsubscribeUrl, preferencesUrl',
    ]);
    expect(told("{{ picks.size")).toEqual([
      "{{ picks.size is never closed = close it with }}, as in {{ member.firstName }}",
    ]);
    expect(told("a {% endif %}")).toEqual([
      "{% endif %} belongs to nothing that is open = write {% if … %} before it, or remove it",
    ]);
    expect(told("a {% endfor %}")).toEqual([
      "{% endfor %} belongs to nothing that is open = write {% for … %} before it, or remove it",
    ]);
    expect(told("Hello {% if %}")[0]).toMatch(/^a tag lacks what it is about = /);
    for (const text of [
      "{{ | upcase }}",
      "{{ a b }}",
      "{% if %}a{% endif %}",
      "{% assign %}",
      "{% for x %}a{% endfor %}",
      "{{ picks[ }}",
      "{% %}",
      "{{ 'a }}",
      "{% case %}{% endcase %}",
      "{% if a == %}x{% endif %}",
      "{{ x | truncate 3 }}",
    ]) {
      for (const each of told(text))
        expect(each).not.toMatch(/token|expression|illegal|invalid|undefined|character|tokenizer|line:/);
    }
  });
});

describe("a Liquid text", () => {
  it("is checked for what cannot be read", () => {
    expect(checkLiquid("{{ member.firstName | default: 'you' }}, {{ picks.size }}")).toEqual([]);
    expect(checkLiquid("{% if member.firstName %}never closed")).toMatchObject([
      { message: expect.stringMatching(/if/), hint: "write {% endif %} where it ends" },
    ]);
    expect(checkLiquid("{{ member.firstName | upcas }}")).toMatchObject([
      { message: expect.stringMatching(/upcas/), hint: 'did you mean "upcase"?' },
    ]);
    expect(checkLiquid("{% nonsense %}")[0]?.message).toMatch(/nonsense/);
  });

  it("knows the names that a mail has, and no others", () => {
    const names =
      "{% for pick in picks %}{{ pick.title }}{% endfor %}{% assign n = member.plan %}{{ n }}{{ lives.size }}";
    expect(checkLiquid(names)).toEqual([]);
    expect(checkLiquid("{{ membre.prenom }}, {{ picks.size }}")).toEqual([
      { text: "membre", message: 'there is no "membre" in a mail', hint: 'did you mean "member"?' },
    ]);
    expect(checkLiquid("{% if contact.name %}x{% endif %}")[0]?.message).toBe('there is no "contact" in a mail');
  });

  it("reaches no file and nothing that is inherited", () => {
    expect(checkLiquid("{% include 'secrets' %}")[0]?.message).toMatch(/include/);
    expect(checkLiquid("{% render 'secrets' %}")[0]?.message).toMatch(/render/);
  });
});
