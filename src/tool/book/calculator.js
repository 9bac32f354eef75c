"use strict";
// The calculator and the bench of the rule book. Both ask thoihan itself, which stands compiled in the script before this one
// (src/wasm); packs are texts of the page. Nothing of it is read before one of the two sections is opened.
(() => {
  const find = id => document.getElementById(id);
  const {texts: packed_texts, packs} = JSON.parse(find("pack-texts").textContent);
  let texts = [];
  const english = () => find("lang-en").checked;
  const say = words => (english() ? words.en : words.vi);
  const made = (name, text = "", attributes = {}) => {
    const out = document.createElement(name);
    out.textContent = text;
    for (const [key, value] of Object.entries(attributes)) out.setAttribute(key, value);
    return out;
  };
  const table = named => Object.fromEntries(Object.entries(named).map(([name, number]) => [name, texts[number]]));
  const filesOf = pack => ({own: table(packs[pack].own), shared: table(packs[pack].shared)});

  // A place is a pack's number; its draft has the number after all packs.
  const draftPlace = pack => packs.length + pack;
  const opened = new Map();
  let loading = null;
  const load = async () => {
    if (!("DecompressionStream" in globalThis)) throw new Error(say({vi: "Trình duyệt này quá cũ; cần bản của năm 2023 trở đi.", en: "This browser is too old; one of 2023 or newer is needed."}));
    texts = await thoihan.unpacked(packed_texts).json();
    return thoihan.load();
  };
  const engine = () => {
    loading ??= load();
    return loading;
  };
  const open = async (place, files) => {
    const told = (await engine()).open(place, files, english());
    if (told.error) throw new Error(told.error.message);
    if (told.duties) opened.set(place, told);
    return told;
  };
  const problem = (box, text) => {
    box.textContent = text;
    box.hidden = text === "";
  };

  // ---- The calculator.
  const ask = {pack: find("ask-pack"), duty: find("ask-duty"), from: find("ask-from"), facts: find("ask-facts")};
  const told = find("due-told");
  const days = {vi: ["CN", "T2", "T3", "T4", "T5", "T6", "T7"], en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]};
  const said = new Map();  // by place and fact: what was chosen stays when the duty or the language changes

  const fill = (select, options) => {
    const chosen = select.value;
    select.replaceChildren(...options.map(([value, text]) => made("option", text, {value})));
    if (options.some(([value]) => value === chosen)) select.value = chosen;
  };

  const notSaid = fact => {
    const words = english() ? "not said" : "chưa nêu";
    return fact.standard ? `${words} (${english() ? "counts as" : "coi như"}: ${say(fact.standard)})` : words;
  };

  const fieldOf = fact => {
    const values = {bool: [["true", english() ? "yes" : "có"], ["false", english() ? "no" : "không"]],
      choice: (fact.values ?? []).map(one => [one.id, say(one.label)]), choices: (fact.values ?? []).map(one => [one.id, say(one.label)])}[fact.type];
    if (!values) {
      const kinds = {integer: "number", date: "date", instant: "datetime-local", text: "text"};
      const field = made("input", "", {type: kinds[fact.type]});
      if (fact.type === "integer") {
        field.min = fact.low;
        field.max = fact.high;
      }
      return field;
    }
    const field = made("select");
    field.multiple = fact.type === "choices";
    fill(field, field.multiple ? values : [["", notSaid(fact)], ...values]);
    return field;
  };

  const valueOf = (fact, field) => {
    if (fact.type === "choices") {
      const chosen = [...field.selectedOptions].map(option => option.value);
      return chosen.length === 0 ? undefined : chosen;
    }
    if (field.value === "") return undefined;
    if (fact.type === "bool") return field.value === "true";
    return fact.type === "integer" ? Number(field.value) : field.value;
  };

  const writeFacts = (place, pack, duty) => {
    const fields = duty.facts.map((id, at) => {
      const fact = pack.facts.find(one => one.id === id);
      const field = fieldOf(fact);
      const key = `${place}/${id}`;
      field.id = `ask-fact-${at}`;
      field.dataset.fact = id;
      if (said.has(key)) {
        if (field.multiple) for (const option of field.options) option.selected = said.get(key).includes(option.value);
        else field.value = String(said.get(key));
      }
      field.addEventListener("input", () => {
        const value = valueOf(fact, field);
        if (value === undefined) said.delete(key);
        else said.set(key, value);
        guarded(answer)();
      });
      const row = made("p");
      row.append(made("label", say(fact.label), {for: field.id}), " ", field);
      return row;
    });
    ask.facts.replaceChildren(...fields);
    find("ask-no-facts").hidden = fields.length > 0;
  };

  // Clauses and assumptions that the chapter lists become links to their lines.
  const linked = (pack, due) => {
    const links = (table, names, words) => {
      const lines = new Map([...document.querySelectorAll(`#p${pack}-${table} tbody tr`)].map(row => [row.querySelector("th").textContent, row.id]));
      return names.map(name => (lines.has(name) ? made("a", words + name, {href: `#${lines.get(name)}`}) : words + name));
    };
    const all = [...links("clause-table", due.cites, ""), ...links("assumptions", due.assumes, english() ? "assumption " : "giả định ")];
    return all.flatMap((link, at) => (at === 0 ? [link] : ["; ", link]));
  };

  const time = text => text.replace("T", " ").replace("+07:00", "");
  const stepRow = step => {
    const row = made("tr");
    const day = step.date ? `${say(days)[new Date(`${step.date}T00:00:00Z`).getUTCDay()]} ${step.date}` : "";
    row.append(made("th", day, {scope: "row"}), made("td", step.text), made("td", step.source ?? ""));
    return row;
  };

  const answer = async () => {
    const place = Number(ask.pack.value);
    const pack = opened.get(place);
    const duty = pack.duties.find(one => one.id === ask.duty.value);
    const facts = {};
    for (const id of duty.facts) if (said.has(`${place}/${id}`)) facts[id] = said.get(`${place}/${id}`);
    const calls = await engine();
    const due = ask.from.value === "" ? {error: {message: english() ? "enter the whole date and time of the start." : "hãy nhập đủ ngày và giờ bắt đầu."}}
      : calls.due(place, {duty: duty.id, from: ask.from.value, facts}, english());
    problem(find("due-problem"), due.error ? `${english() ? "Not computed" : "Không tính được"}: ${due.error.message}` : "");
    ask.from.setAttribute("aria-invalid", String(Boolean(due.error)));
    told.hidden = Boolean(due.error);
    told.dataset.lateFrom = due.answer ? due.answer.late_from : "";
    if (due.error) return;
    const out = due.answer;
    find("due-end").textContent = out ? due.due : (english() ? "no limit" : "không có thời hạn");
    find("due-late").textContent = out ? time(out.late_from) : "—";
    find("due-limit").textContent = out ? due.limit : "—";
    find("due-cite").replaceChildren(...linked(place % packs.length, due));
    find("due-provisional").hidden = !(out && out.provisional);
    find("due-steps").tBodies[0].replaceChildren(...(out ? out.steps : []).map(stepRow));
  };

  const chooseDuty = () => {
    const place = Number(ask.pack.value);
    const pack = opened.get(place);
    writeFacts(place, pack, pack.duties.find(one => one.id === ask.duty.value));
    return answer();
  };

  const choosePack = async () => {
    const place = Number(ask.pack.value);
    await engine();
    if (!opened.has(place)) await open(place, filesOf(place));
    const {duties} = opened.get(place);
    const twice = duty => duties.filter(one => say(one.label) === say(duty.label)).length > 1;
    fill(ask.duty, duties.map(duty => [duty.id, twice(duty) ? `${say(duty.label)} (${duty.id})` : say(duty.label)]));
    return chooseDuty();
  };

  const packName = pack => `${packs[pack].name}: ${packs[pack].number}`;
  const drafts = new Set();  // packs with a draft that has no error
  const listPacks = () => {
    fill(ask.pack, [...packs.map((_, pack) => [String(pack), packName(pack)]),
      ...[...drafts].map(pack => [String(draftPlace(pack)), `${packName(pack)} (${english() ? "draft" : "bản đang sửa"})`])]);
  };

  const startCalculator = () => {
    listPacks();
    // Now, at the offices: UTC+7.
    if (ask.from.value === "") ask.from.value = new Date(Date.now() + 7 * 3600000).toISOString().slice(0, 16);
    return choosePack();
  };

  // ---- The bench: a pack's text, and what the checker says of it.
  const bench = {pack: find("draft-pack"), sum: find("draft-sum"), list: find("draft-findings")};
  const ranks = {error: 0, gap: 1, note: 2};
  const levels = {error: {vi: "lỗi", en: "error"}, gap: {vi: "bỏ ngỏ", en: "gap"}, note: {vi: "ghi chú", en: "note"}};
  let editor = null;

  const writeFindings = (findings, changed) => {
    const count = level => findings.filter(one => one.severity === level).length;
    bench.sum.textContent = english() ? `Errors: ${count("error")}; gaps: ${count("gap")}; notes: ${count("note")}. ${changed ? "Changed." : ""}`
      : `Lỗi: ${count("error")}; điểm bỏ ngỏ: ${count("gap")}; ghi chú: ${count("note")}. ${changed ? "Đã sửa." : ""}`;
    const sorted = [...findings].sort((one, other) => ranks[one.severity] - ranks[other.severity]);
    bench.list.replaceChildren(...sorted.map(one => {
      const row = made("li", "", {class: `level-${one.severity}`});
      const at = `${one.file}:${one.line}:${one.column}`;
      if (one.file === "pack.json" && one.line > 0) {
        const button = made("button", at, {type: "button", class: "code"});
        button.addEventListener("click", () => editor.reveal(one.line, one.column));
        row.append(button);
      } else {
        row.append(made("span", at, {class: "code"}));
      }
      row.append(" ", made("strong", say(levels[one.severity])), " ", made("span", one.code, {class: "code"}), ` ${one.message}`);
      return row;
    }));
  };

  // Drafts stay when another pack is chosen; those that are in no file yet are not left without a question.
  const original = pack => texts[packs[pack].own["pack.json"]];
  const kept = new Map();
  const unsaved = new Set();
  let editing = 0;
  const keep = text => {
    if (text === original(editing)) {
      kept.delete(editing);
      unsaved.delete(editing);
    } else if (text !== kept.get(editing)) {
      kept.set(editing, text);
      unsaved.add(editing);
    }
  };
  const check = async text => {
    const pack = editing;
    keep(text);
    const files = filesOf(pack);
    files.own["pack.json"] = text;
    const {findings, duties} = await open(draftPlace(pack), files);
    const changed = text !== original(pack);
    if (!changed) drafts.delete(pack);
    else if (duties) drafts.add(pack);
    writeFindings(findings, changed);
    listPacks();
    return findings;
  };

  const edit = () => {
    keep(editor.text());
    editing = Number(bench.pack.value);
    editor.set(kept.get(editing) ?? original(editing));
  };
  const restore = () => editor.set(original(editing));
  const save = () => {
    const link = made("a", "", {download: "pack.json", href: URL.createObjectURL(new Blob([editor.text()], {type: "application/json"}))});
    link.click();
    keep(editor.text());
    unsaved.delete(editing);
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  // The page's policy knows the editor's text, and lets no other script be made.
  const makeEditor = async () => {
    await engine();
    document.body.append(made("script", await thoihan.unpacked(packed_editor).text()));
    editor = thoihan_editor.make(find("draft-box"), {label: "pack.json", check});
    editing = Number(bench.pack.value);
    restore();
  };
  let making = null;
  const startBench = () => {
    fill(bench.pack, packs.map((_, pack) => [String(pack), packName(pack)]));
    if (editor !== null) return editor.check();
    making ??= makeEditor();
    return making;
  };

  // ---- Both begin when they are looked at, and speak the page's language.
  const starts = {"#calculator": startCalculator, "#bench": startBench};
  const failed = reason => {
    for (const box of [find("due-problem"), find("draft-problem")]) problem(box, String(reason.message ?? reason));
  };
  const guarded = act => async () => {
    try {
      await act();
    } catch (reason) {
      failed(reason);
    }
  };
  const start = guarded(() => starts[location.hash]?.());
  ask.pack.addEventListener("change", guarded(choosePack));
  ask.duty.addEventListener("change", guarded(chooseDuty));
  ask.from.addEventListener("input", guarded(answer));
  bench.pack.addEventListener("change", edit);
  window.addEventListener("beforeunload", event => { if (unsaved.size > 0) event.preventDefault(); });
  find("draft-restore").addEventListener("click", restore);
  find("draft-save").addEventListener("click", save);
  for (const choice of document.querySelectorAll("input[name=lang]")) choice.addEventListener("change", start);
  window.addEventListener("hashchange", start);
  start();
})();
