// Colours, indentation and brackets of Pine Script, read line by line.
import { HighlightStyle, StreamLanguage, indentService, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const words = (text) => new Set(text.split(" "));
const KEYWORDS = words("if else for to by in while switch break continue return var varip type enum method export import as and or not");
const TYPES = words("int float bool string color line label box table linefill polyline array matrix map series simple const void");
const ATOMS = words("true false na");
const BLOCKS = /^\s*(?:if|else|for|while|switch|type|enum)\b|=>\s*$|=\s*(?:if|for|while|switch)\b[^\n]*$/;

function token(stream) {
  if (stream.eatSpace()) return null;
  if (stream.match(/^\/\/@\w+.*/)) return "meta";
  if (stream.match(/^\/\/.*/)) return "comment";
  if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^'(?:\\.|[^'\\])*'?/)) return "string";
  if (stream.match(/^#[0-9a-fA-F]{6}(?:[0-9a-fA-F]{2})?/)) return "color";
  if (stream.match(/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/)) return "number";
  const name = stream.match(/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/u);
  if (name) {
    if (KEYWORDS.has(name[0])) return "keyword";
    if (ATOMS.has(name[0])) return "atom";
    if (stream.match(/^\s*(?:<[^>()]*>)?\(/, false)) return "call";
    if (TYPES.has(name[0])) return "typeName";
    return name[0].includes(".") ? "member" : "variableName";
  }
  if (stream.match(/^(?::=|=>|==|!=|<=|>=|[-+*/%]=?|[<>=?:])/)) return "operator";
  stream.next();
  return null;
}

const pine = StreamLanguage.define({
  name: "pine",
  token,
  languageData: { commentTokens: { line: "//" }, closeBrackets: { brackets: ["(", "[", '"', "'"] } },
  tokenTable: { call: tags.function(tags.variableName), member: tags.propertyName, color: tags.color },
});

const colours = HighlightStyle.define([
  { tag: [tags.comment], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: tags.meta, color: "var(--ink-3)", fontWeight: "600" },
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.color], color: "var(--code-text)" },
  { tag: [tags.number, tags.atom], color: "var(--code-number)" },
  { tag: tags.function(tags.variableName), color: "var(--code-call)" },
  { tag: tags.typeName, color: "var(--code-type)" },
  { tag: tags.propertyName, color: "var(--code-type)" },
]);

/** As far in as the line above, and one step further after a line that opens a block. */
const indentation = indentService.of((context, at) => {
  if (at === 0) return 0;
  const above = context.lineAt(at - 1, -1).text;
  const spaces = above.match(/^[ \t]*/)[0].replaceAll("\t", "    ").length;
  return BLOCKS.test(above) ? spaces + 4 : spaces;
});

export const language = [pine, syntaxHighlighting(colours), indentation];
