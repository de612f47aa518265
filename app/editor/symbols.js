// Going to where a name is declared, and renaming it.
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, keymap, showPanel } from "@codemirror/view";
import { declaration, identifiers } from "./identifiers.js";

function nameAt(state) {
  const { head } = state.selection.main;
  for (const { name, from } of identifiers(state.doc.toString())) {
    if (from <= head && head <= from + name.length) return name;
  }
  return null;
}

function goToDeclaration(view) {
  const name = nameAt(view.state);
  const at = name === null ? -1 : declaration(view.state.doc.toString(), name);
  if (at < 0) return false;
  view.dispatch({ selection: { anchor: at, head: at + name.length }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  return true;
}

const ask = StateEffect.define();

const asked = StateField.define({
  create: () => null,
  update(name, transaction) {
    for (const effect of transaction.effects) if (effect.is(ask)) name = effect.value;
    return name;
  },
  provide: (field) => showPanel.from(field, (name) => (name === null ? null : (view) => panel(view, name))),
});

function rename(view) {
  const name = nameAt(view.state);
  if (name === null || declaration(view.state.doc.toString(), name) < 0) return false;
  view.dispatch({ effects: ask.of(name) });
  return true;
}

function panel(view, name) {
  const dom = document.createElement("form");
  dom.className = "code-rename";
  const label = document.createElement("label");
  label.textContent = `Rename ${name} to `;
  const input = document.createElement("input");
  input.className = "input";
  input.value = name;
  label.append(input);
  const button = document.createElement("button");
  button.className = "button small";
  button.textContent = "Rename";
  const problem = document.createElement("span");
  problem.className = "small loss";
  problem.setAttribute("role", "status");
  dom.append(label, button, problem);
  const close = () => {
    view.dispatch({ effects: ask.of(null) });
    view.focus();
  };
  dom.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  dom.addEventListener("submit", (event) => {
    event.preventDefault();
    const wanted = input.value.trim();
    const text = view.state.doc.toString();
    const all = [...identifiers(text)];
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(wanted)) {
      problem.textContent = " A name has letters, digits and _, and does not begin with a digit.";
    } else if (wanted !== name && all.some((of) => of.name === wanted)) {
      problem.textContent = ` ${wanted} is used already.`;
    } else {
      const changes = all.filter((of) => of.name === name).map(({ from }) => ({ from, to: from + name.length, insert: wanted }));
      view.dispatch({ changes, effects: ask.of(null), userEvent: "input.rename" });
      view.focus();
    }
  });
  return { dom, top: true, mount: () => input.select() };
}

export const symbols = [asked, keymap.of([{ key: "F12", run: goToDeclaration }, { key: "F2", run: rename }])];
