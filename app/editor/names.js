// Completion, signatures and documentation, from the table that the compiler reads.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { Facet, StateField } from "@codemirror/state";
import { hoverTooltip, keymap, showTooltip } from "@codemirror/view";
import { identifiers } from "./identifiers.js";

/** `[{ name, signatures: [text], doc, is_function }]` */
export const known = Facet.define({
  combine(lists) {
    const list = lists.flat();
    return { list, byName: new Map(list.map((word) => [word.name, word])) };
  },
});

const INNER_LIMIT = 4000;

function option(word) {
  if (!word.is_function) return { label: word.name, type: "constant", info: () => card(word) };
  const apply = (view, _completion, from, to) => {
    const hasBracket = view.state.sliceDoc(to, to + 1) === "(";
    view.dispatch({ changes: { from, to, insert: hasBracket ? word.name : `${word.name}()` }, selection: { anchor: from + word.name.length + 1 }, userEvent: "input.complete" });
  };
  return { label: word.name, type: "function", info: () => card(word), apply };
}

function complete(context) {
  const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_.]*/u);
  if (!word && !context.explicit) return null;
  const text = context.state.doc.toString();
  const before = text.slice(text.lastIndexOf("\n", context.pos - 1) + 1, context.pos);
  // Neither in a comment nor in a string.
  if (/^(?:[^"'/]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/(?!\/))*$/.test(before) === false) return null;
  const { list, byName } = context.state.facet(known);
  const from = word ? word.from : context.pos;
  const own = new Set();
  for (const { name, from: at } of identifiers(text)) {
    if (at !== from && !byName.has(name) && name.length > 1) own.add(name);
  }
  const options = list.map(option);
  for (const name of own) options.push({ label: name, type: "variable", boost: 1 });
  return { from, options, validFor: /^[\p{L}\p{N}_.]*$/u };
}

/** What a function takes and does; the argument that is being written stands out. */
function card(word, at = -1) {
  const dom = document.createElement("div");
  dom.className = "code-card";
  for (const signature of word.signatures) dom.append(line(signature, at));
  const doc = document.createElement("p");
  doc.textContent = word.doc;
  dom.append(doc);
  return dom;
}

function line(signature, at) {
  const code = document.createElement("code");
  const open = signature.indexOf("(");
  const close = signature.lastIndexOf(")");
  if (at < 0 || open < 0) {
    code.textContent = signature;
    return code;
  }
  code.append(signature.slice(0, open + 1));
  for (const [index, parameter] of signature.slice(open + 1, close).split(", ").entries()) {
    if (index > 0) code.append(", ");
    const part = document.createElement(index === at ? "strong" : "span");
    part.textContent = parameter;
    code.append(part);
  }
  code.append(signature.slice(close));
  return code;
}

/** The innermost call around a place: its name, where it begins, and which argument the place is in. */
export function callAround(text, at) {
  let argument = 0;
  let depth = 0;
  for (let i = at - 1; i >= Math.max(0, at - INNER_LIMIT); i--) {
    const letter = text[i];
    if (letter === '"' || letter === "'") {
      const start = text.lastIndexOf(letter, i - 1);
      if (start < 0) return null;
      i = start;
    } else if (letter === ")" || letter === "]") depth++;
    else if (letter === "[") depth--;
    else if (letter === "(" && depth > 0) depth--;
    else if (letter === "(") {
      const name = text.slice(Math.max(0, i - 80), i).match(/[\p{L}_][\p{L}\p{N}_.]*$/u);
      return name ? { name: name[0], from: i - name[0].length, argument } : null;
    } else if (letter === "," && depth === 0) argument++;
    else if (letter === "\n" && depth === 0 && !/[,(]\s*$/.test(text.slice(0, i))) return null;
  }
  return null;
}

function signatureOf(state) {
  const { head, empty } = state.selection.main;
  const call = empty && callAround(state.doc.toString(), head);
  const word = call && state.facet(known).byName.get(call.name);
  if (!word) return null;
  return { pos: call.from, above: true, create: () => ({ dom: card(word, call.argument) }) };
}

const signatures = StateField.define({
  create: () => null,
  update(value, transaction) {
    if (!transaction.docChanged && !transaction.selection) return value;
    // Only while somebody types: a cursor that is moved across a text needs no help.
    return transaction.isUserEvent("input") || transaction.isUserEvent("delete") || value ? signatureOf(transaction.state) : null;
  },
  provide: (field) => showTooltip.from(field),
});

const documentation = hoverTooltip((view, at) => {
  const { from, text } = view.state.doc.lineAt(at);
  for (const match of text.matchAll(/[\p{L}_][\p{L}\p{N}_.]*/gu)) {
    const start = from + match.index;
    const word = start <= at && at <= start + match[0].length && view.state.facet(known).byName.get(match[0]);
    if (word) return { pos: start, end: start + match[0].length, above: true, create: () => ({ dom: card(word) }) };
  }
  return null;
});

export const names = [autocompletion({ override: [complete], icons: false }), keymap.of(completionKeymap), signatures, documentation];
