import { expect, it } from "vitest";
import { explainJson } from "./json-trouble.ts";

function explain(text: string) {
  try {
    JSON.parse(text);
  } catch (error) {
    return explainJson(error, text);
  }
  return null;
}

it.each([
  ["{bad", 'a name in quotes (") is missing', 1],
  ['{"a": "x" "b": 1}', "a comma is missing", 10],
  ['{"a": 1', "it ends before all is closed|a comma is missing", 7],
  ['{"a": "x', 'a quote (") is never closed', 8],
  ['{"a": "x\ny"}', "a text goes over the end of its line", 8],
  ['{"a": 1} x', "there is more behind its end", 9],
  ['{"a": 1,}', 'a name in quotes (") is missing', 8],
  ["nonsense", '"o" is not expected there|it cannot be read', null],
  ["", "it ends before all is closed", 0],
  // What the text itself says is not what is wrong with it.
  ['{"a": x Unterminated, property name at position 1}', '"x" is not expected there', 6],
  ['{"a": ? end of input}', '"?" is not expected there', 6],
  ['{"a": ?, "b": "control character after JSON"}', '"?" is not expected there', 6],
  ['{"a" 1}', "a colon is missing", 5],
  ['{"a": 1.}', "a number breaks off", 8],
  ['{"a": "\\q"}', "a backslash stands before what it cannot stand before", 8],
  ['{"a": "x\u0001"}', 'a text holds the control character "\\u0001" as it is', 8],
])("says of %j what is wrong, in none of the parser's words", (text, says, at) => {
  const told = explain(text);
  expect(says.split("|")).toContain(told?.says);
  if (at !== null) expect(told?.at).toBe(at);
  expect(told?.says).not.toMatch(/JSON|token|position|property/);
});
