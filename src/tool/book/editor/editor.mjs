// An editor for a pack's JSON, in a shadow root: there its style needs no leave of the page's policy.
//
//     const editor = thoihan_editor.make(box, {label: "pack.json", check: async text => findings});
//     editor.set(text);                      // another text, without a way back
//     editor.check();                        // asks for the findings again: in another language
//     editor.reveal(94, 45);                 // line and column of a finding, columns in bytes of UTF-8
//
// `check` is asked while one types, and answers with the findings as `thoihan check --json` has them.
import {defaultKeymap, history, historyKeymap} from "@codemirror/commands";
import {json} from "@codemirror/lang-json";
import {bracketMatching, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting} from "@codemirror/language";
import {forceLinting, lintGutter, lintKeymap, linter} from "@codemirror/lint";
import {highlightSelectionMatches, search, searchKeymap} from "@codemirror/search";
import {EditorState, StateEffect} from "@codemirror/state";
import {EditorView, highlightActiveLine, keymap, lineNumbers} from "@codemirror/view";
import {tags} from "@lezer/highlight";

const colours = HighlightStyle.define([
  {tag: tags.propertyName, color: "var(--link)"},
  {tag: tags.string, color: "var(--same-ink)"},
  {tag: [tags.number, tags.bool, tags.null], color: "var(--mark-ink)"}]);

// The package draws its marks as images, which the policy forbids; these are borders and colours.
const mark = colour => ({content: "normal", background: colour, borderRadius: "50%", width: "0.7em", height: "0.7em", marginTop: "0.35em"});
const line = colour => ({backgroundImage: "none", borderBottom: `2px solid ${colour}`});
const theme = EditorView.theme({
  "&": {color: "var(--ink)", background: "var(--paper)", height: "60vh", border: "1px solid var(--line)", borderRadius: "8px", fontSize: "13px"},
  "&.cm-focused": {outline: "3px solid var(--link)"},
  ".cm-scroller": {fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', overflow: "auto"},
  ".cm-content": {caretColor: "var(--ink)"},
  ".cm-gutters": {color: "var(--soft)", background: "var(--raised)", borderRight: "1px solid var(--line)"},
  ".cm-activeLine": {background: "var(--raised)"},
  ".cm-panels, .cm-tooltip": {color: "var(--ink)", background: "var(--raised)", borderColor: "var(--strong-line)"},
  ".cm-selectionMatch, .cm-searchMatch, &.cm-focused .cm-matchingBracket": {background: "var(--mark)"},
  ".cm-button": {color: "var(--ink)", background: "var(--paper)", backgroundImage: "none"},
  ".cm-textfield": {color: "var(--ink)", background: "var(--paper)"},
  ".cm-lintRange-error": line("var(--bad)"),
  ".cm-lintRange-warning": line("var(--mark-ink)"),
  ".cm-lintRange-info": {backgroundImage: "none"},
  ".cm-lint-marker-error": mark("var(--bad)"),
  ".cm-lint-marker-warning": mark("var(--mark-ink)"),
  ".cm-lint-marker-info": mark("var(--line)"),
});

// Asks for the findings again, in another language.
const again = StateEffect.define();
const asksAgain = update => update.transactions.some(one => one.effects.some(effect => effect.is(again)));

const severities = {error: "error", gap: "warning", note: "info"};
const encoder = new TextEncoder();

// The place of a finding in the document.
const place = (doc, number, column) => {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  let bytes = column - 1;
  let at = line.from;
  for (const letter of line.text) {
    if (bytes <= 0) break;
    bytes -= encoder.encode(letter).length;
    at += letter.length;
  }
  return at;
};

// To the end of the word or of the text that begins there.
const end = (doc, from) => {
  const line = doc.lineAt(from);
  const token = /^(?:"(?:[^"\\]|\\.)*"|[[\]{}]|[^\s,\]}]+)/.exec(line.text.slice(from - line.from));
  return from + (token ? token[0].length : 0);
};

const diagnostic = (doc, finding) => {
  const from = place(doc, finding.line, finding.column);
  return {from, to: end(doc, from), severity: severities[finding.severity], source: finding.code, message: finding.message};
};

export function make(parent, {label, check}) {
  const root = parent.attachShadow({mode: "open"});
  const state = doc => EditorState.create({
    doc,
    extensions: [
      lineNumbers(), foldGutter(), history(), bracketMatching(), highlightActiveLine(), highlightSelectionMatches(), search({top: true}),
      json(), syntaxHighlighting(colours), theme, lintGutter(),
      linter(async view => (await check(view.state.doc.toString())).filter(finding => finding.file === label).map(finding => diagnostic(view.state.doc, finding)),
        {delay: 300, needsRefresh: asksAgain}),
      EditorView.contentAttributes.of({"aria-label": label, tabindex: "0"}),
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...foldKeymap, ...lintKeymap])],
  });
  const view = new EditorView({parent: root, root, state: state("")});
  return {
    text: () => view.state.doc.toString(),
    set(text) {
      view.setState(state(text));
      forceLinting(view);
    },
    check: () => view.dispatch({effects: again.of(null)}),
    reveal(line, column) {
      const at = place(view.state.doc, line, column);
      view.dispatch({selection: {anchor: at}, effects: EditorView.scrollIntoView(at, {y: "center"})});
      view.focus();
    },
  };
}
