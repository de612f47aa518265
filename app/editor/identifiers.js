// Where the names of a script stand: outside of comments and strings, and not those after a dot.

const TOKEN = /\/\/[^\n]*|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[0-9a-fA-F]+|[\p{L}_][\p{L}\p{N}_]*|\d[\w.]*|./gsu;
const NAME = /^[\p{L}_]/u;

/** Each name with the offset at which it begins. */
export function* identifiers(text) {
  let before = "";
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (NAME.test(token) && before !== ".") yield { name: token, from: match.index };
    if (token.trim() !== "") before = token;
  }
}

/** The offset at which a name is declared: as a variable, a parameter, a function, or a type; -1 where it is not. */
export function declaration(text, name) {
  for (const { name: found, from } of identifiers(text)) {
    if (found !== name) continue;
    const line = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
    const after = text.slice(from + name.length, from + name.length + 200);
    const isVariable = /^\s*(:?=)(?![=>])/.test(after) && !after.trimStart().startsWith(":=");
    const isInTuple = /^\s*\[[^\]=]*$/.test(line) && /^[^\]\n]*\]\s*=/.test(after);
    const isFunction = /^\s*(?:export\s+|method\s+)*$/.test(line) && /^\s*\([^]*?\)\s*=>/.test(after);
    const isParameter = /^\s*(?:export\s+|method\s+)*[\p{L}_][\p{L}\p{N}_]*\([^)]*$/u.test(line) && /^[^\n]*=>/.test(after);
    const isOther = /(?:^|\s)(?:for|type|enum|in\s*\[)\s+$/.test(line);
    if (isInTuple || isFunction || isParameter || isOther || (isVariable && !/[(,][^)]*$/.test(line))) return from;
  }
  return -1;
}
