/*! With CodeMirror 6 (codemirror.net), Copyright (C) 2018-2021 by Marijn Haverbeke and others, MIT licence. */
// The field in which a script is written: CodeMirror with what Pine Script needs. The page loads it with the first script that is opened.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { known, names } from "./names.js";
import { language } from "./language.js";
import { symbols } from "./symbols.js";

const KEPT = { history: historyField };
/** More than this is not kept for a reload. */
const MAX_KEPT = 400_000;
const KEEP_MS = 1_000;

/** Spaces at the ends of lines go, and tabs at their beginnings become four spaces. */
function format(view) {
  const changes = [];
  for (let n = 1; n <= view.state.doc.lines; n++) {
    const { from, text } = view.state.doc.line(n);
    const tidy = text.replace(/^[ \t]*/, (indent) => indent.replaceAll("\t", "    ")).trimEnd();
    if (tidy !== text) changes.push({ from, to: from + text.length, insert: tidy });
  }
  view.dispatch({ changes, userEvent: "input.format" });
  return true;
}

/** Undo across reloads: what was done to this very text. In the session's storage, which takes no room from the drafts in the local one. */
function kept(key, text) {
  try {
    const saved = JSON.parse(sessionStorage.getItem(key));
    return saved?.doc === text ? saved : null;
  } catch {
    return null;
  }
}

function keep(key, state) {
  try {
    const saved = JSON.stringify(state.toJSON(KEPT));
    if (saved.length <= MAX_KEPT) sessionStorage.setItem(key, saved);
    else sessionStorage.removeItem(key);
  } catch {
    // Without room there is no undo across a reload; the text itself is a draft and a record.
  }
}

/**
 * Makes the field in `host`. `options`: `text`, `label` (id of its title), `help` (id), `key` (where the steps of undo are kept),
 * `typed(text)` at each change by the person, `run()` for Ctrl or ⌘ with Enter.
 */
export function edit(host, options) {
  const words = new Compartment();
  let isOurs = false;
  let timer;
  const keepNow = () => {
    clearTimeout(timer);
    keep(options.key, view.state);
  };
  const heard = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    clearTimeout(timer);
    timer = setTimeout(keepNow, KEEP_MS);
    if (!isOurs) options.typed(update.state.doc.toString());
  });
  const run = () => {
    options.run();
    return true;
  };
  const extensions = [
    lineNumbers(),
    lintGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("    "),
    EditorState.tabSize.of(4),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches(),
    search({ top: true }),
    language,
    names,
    symbols,
    words.of(known.of([])),
    placeholder("Paste a strategy here: Ctrl + V"),
    EditorView.contentAttributes.of({ "aria-labelledby": options.label, "aria-describedby": options.help, autocapitalize: "off", spellcheck: "false" }),
    keymap.of([
      { key: "Mod-Enter", run },
      { key: "Shift-Alt-f", run: format },
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    heard,
  ];
  const saved = kept(options.key, options.text);
  const state = saved ? EditorState.fromJSON(saved, { extensions }, KEPT) : EditorState.create({ doc: options.text, extensions });
  const view = new EditorView({ state, parent: host });
  tellValue(host, view);
  addEventListener("pagehide", keepNow);
  return {
    /** Another text, from elsewhere. */
    setText(text) {
      isOurs = true;
      replace(view, text);
      isOurs = false;
    },
    /** `[{ line, column, length, is_error, sentence, note, suggestion, excerpt }]`, as JSON; lines and columns from 1, columns in characters. */
    setRemarks(json) {
      const place = ({ line, column }) => offset(view.state.doc, line, column);
      // A text that has changed since may have other lines.
      const isOf = ({ line, excerpt }) => line <= view.state.doc.lines && view.state.doc.line(line).text === excerpt;
      const found = JSON.parse(json).filter(isOf).map((remark) => {
        const from = place(remark);
        const to = Math.max(from, place({ line: remark.line, column: remark.column + remark.length }));
        const message = [remark.sentence, remark.note].filter(Boolean).join(" ");
        const use = (of, from, to) => of.dispatch({ changes: { from, to, insert: remark.suggestion }, userEvent: "input.mend" });
        const actions = remark.suggestion ? [{ name: `Use ${remark.suggestion}`, apply: use }] : [];
        return { from, to, severity: remark.is_error ? "error" : "warning", message, actions };
      });
      view.dispatch(setDiagnostics(view.state, found));
    },
    /** What can be called, as JSON: see `known`. */
    setWords(json) {
      view.dispatch({ effects: words.reconfigure(known.of(JSON.parse(json))) });
    },
    goTo(line, column) {
      const at = offset(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
      view.focus();
    },
    destroy() {
      removeEventListener("pagehide", keepNow);
      keepNow();
      view.destroy();
    },
  };
}

/** Shows a text in `host` in the same colours; `options`: `text`, `label`. It is read, not written. */
export function show(host, options) {
  const extensions = [
    lineNumbers(),
    language,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-labelledby": options.label, tabindex: "0" }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: options.text, extensions }), parent: host });
  tellValue(host, view);
  return {
    setText: (text) => replace(view, text),
    destroy: () => view.destroy(),
  };
}

/** What a field's value is for whoever reads the page. */
function tellValue(host, view) {
  Object.defineProperty(host, "value", { configurable: true, get: () => view.state.doc.toString() });
}

/** Only what differs is replaced, so that cursor and scrolling stay. */
function replace(view, text) {
  const now = view.state.doc.toString();
  if (now === text) return;
  let start = 0;
  while (start < now.length && start < text.length && now[start] === text[start]) start++;
  let end = 0;
  while (end < now.length - start && end < text.length - start && now[now.length - 1 - end] === text[text.length - 1 - end]) end++;
  view.dispatch({ changes: { from: start, to: now.length - end, insert: text.slice(start, text.length - end) } });
}

function offset(doc, line, column) {
  const of = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = Array.from(of.text).slice(0, column - 1).join("");
  return of.from + before.length;
}
