// Opens pages in Chromium, looks at every section, and says what it saw: one JSON object a line.
//
//     node look.mjs PACKAGES CHROMIUM BOOK SMALL CALENDAR SHOTS [VECTORS]
//
// VECTORS: the table of dues, when the books have the calculator.
// PACKAGES: the folder of node_modules; BOOK and SMALL: rule books of several packs, the second a short one; SHOTS: a folder for screenshots. What is wrong is a line {"problem": ...}; the last line is
// {"looked": N}, the number of looks.
import {createRequire} from "node:module";
import {readFileSync} from "node:fs";
import {pathToFileURL} from "node:url";

const [, , packages, chromium_path, book, small, calendar, shots, vectors] = process.argv;
const require = createRequire(pathToFileURL(`${packages}/look.mjs`));
const {chromium} = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const tell = line => console.log(JSON.stringify(line));
const problem = text => tell({problem: text});
let looks = 0;

const browser = await chromium.launch({executablePath: chromium_path, args: ["--no-sandbox"]});

async function open(file, options, hash = "") {
  const context = await browser.newContext(options);
  // The policy keeps scripts out of the page; the audit runs as the browser's own tool.
  const page = await context.newPage();
  page.setDefaultTimeout(60000);
  page.on("console", message => { if (message.type() !== "log") problem(`console: ${message.text()}`); });
  page.on("pageerror", error => problem(`script: ${error.message}`));
  page.on("request", request => { if (!request.url().startsWith("file:")) problem(`request: ${request.url()}`); });
  const start = Date.now();
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  tell({opened: file, hash, ms: Date.now() - start});
  return page;
}

// On small books alone: the audit walks the whole document, and five provinces have a hundred thousand elements.
async function audit(page, what) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, {resultTypes: ["violations"]}));
  for (const violation of found.violations)
    problem(`${what}: ${violation.id}: ${violation.nodes.slice(0, 3).map(node => `${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 200)}`).join(" | ")}`);
  looks += 1;
}

const visible = page => page.evaluate(() => [...document.querySelectorAll(".view")].filter(view => view.offsetParent !== null).map(view => view.id));
const shown = (page, selector) => page.evaluate(one => [...document.querySelectorAll(one)].filter(each => each instanceof HTMLElement && each.offsetParent !== null).length, selector);
// The element's own click: the driver's waits for a page of that size to stand still.
const press = locator => locator.evaluate(each => each.click());
const shot = (page, name) => page.screenshot({path: `${shots}/${name}.png`});

// A desk in the light: every link of the contents opens its section and no other.
{
  const page = await open(book, {viewport: {width: 1400, height: 1000}, colorScheme: "light"});
  if ((await visible(page)).join() !== "compare") problem(`at first: ${await visible(page)}`);
  await shot(page, "compare-light");
  const chapters = await page.locator(".chapters a").count();
  for (let chapter = 1; chapter < chapters; chapter += 1) {
    await press(page.locator(".chapters a").nth(chapter));
    const sections = page.locator(".sections.shown a");
    for (let at = 0; at < await sections.count(); at += 1) {
      await press(sections.nth(at));
      const target = (await sections.nth(at).getAttribute("href")).slice(1);
      await page.waitForFunction(id => document.getElementById(id).classList.contains("shown"), target);
      const seen = await visible(page);
      if (seen.join() !== target) problem(`${target}: shows ${seen}`);
      if (await sections.nth(at).getAttribute("aria-current") !== "page") problem(`${target}: its link is not the current one`);
      looks += 1;
      if (chapter !== chapters - 1) continue;
      await shot(page, `${target.slice(3)}-light`);
    }
  }
  // The diagram: an act shows its cards; a clause in the card leads to its line.
  const last = `p${chapters - 2}`;
  await page.goto(`${pathToFileURL(book).href}#${last}-states`);
  await page.waitForFunction(id => document.getElementById(id).classList.contains("shown"), `${last}-states`);
  const act = page.locator(`#${last}-states .diagram a.event`).first();
  const expected = (await act.getAttribute("data-show")).split(" ").length;
  await act.focus();
  await page.keyboard.press("Enter");
  const cards = page.locator(`#${last}-states .panel .card`);
  if (await cards.count() !== expected) problem(`panel: ${await cards.count()} cards, not ${expected}`);
  await shot(page, "panel-light");
  await cards.first().locator('a[href*="-c"]').first().click();
  await page.waitForFunction(id => document.getElementById(id).classList.contains("shown"), `${last}-clauses`);
  looks += 1;
  // The filter: fewer rows, by words without marks; all of them again.
  await page.goto(`${pathToFileURL(book).href}#${last}-routing`);
  const field = page.locator(`[data-filter="${last}-routing-table"]`);
  const rows = page.locator(`#${last}-routing-table tbody tr:visible`);
  const all = await rows.count();
  await field.fill("so y te");
  const some = await rows.count();
  if (!(some > 0 && some < all)) problem(`filter: ${some} of ${all}`);
  await field.fill("");
  if (await rows.count() !== all) problem("filter: rows stay away");
  looks += 1;
  // The language: the words of one, and the page's own.
  await page.check("#lang-en");
  if (await page.evaluate(() => document.documentElement.lang) !== "en") problem("language: the page's own stays");
  if (await shown(page, 'main [lang="vi"]') !== 0) problem("language: Vietnamese is still there");
  looks += 1;
  // A date of the calendar tells its source when it has the focus.
  await page.goto(`${pathToFileURL(book).href}#${last}-calendar`);
  const day = page.locator(`#${last}-calendar .day`).first();
  if (await day.locator(".tip").isVisible()) problem("calendar: the source shows without focus");
  await day.focus();
  if (!await day.locator(".tip").isVisible()) problem("calendar: the source does not show on focus");
  looks += 1;
  // The calculator and the bench are sections beside the chapters.
  for (const id of ["calculator", "bench"]) {
    await press(page.locator(`.tools a[href="#${id}"]`));
    await page.waitForFunction(one => document.getElementById(one).classList.contains("shown"), id);
    if ((await visible(page)).join() !== id) problem(`${id}: shows ${await visible(page)}`);
    if ((await page.locator(`#${id} .scripted-only`).count() === 1) !== (vectors !== undefined)) problem(`${id}: is there, or is missing, against what was built`);
    looks += 1;
  }
  await page.goto(`${pathToFileURL(book).href}#${last}-calendar`);
  // On paper the chapter is whole.
  await page.emulateMedia({media: "print"});
  const printed = await visible(page);
  if (printed.length !== 10) problem(`print: ${printed}`);
  await shot(page, "print");
  looks += 1;
  await page.context().close();
}

// A phone in the dark, in English.
{
  const page = await open(book, {viewport: {width: 390, height: 800}, colorScheme: "dark"}, "#p0-duties");
  await page.check("#lang-en");
  for (const section of ["about", "states", "duties", "reports", "clauses", "calendar", "longest", "scenarios"]) {
    await page.evaluate(id => { location.hash = id; }, `p0-${section}`);
    await page.waitForFunction(id => document.getElementById(id).classList.contains("shown"), `p0-${section}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) problem(`phone: ${section} is ${wide} px too wide`);
    await shot(page, `${section}-dark-narrow`);
  }
  await page.context().close();
}

// Every section of a small book of two, in the light and in the dark.
for (const [colorScheme, width, lang] of [["light", 1400, "vi"], ["dark", 390, "en"]]) {
  const page = await open(small, {viewport: {width, height: 1000}, colorScheme});
  await page.check(`#lang-${lang}`);
  const views = await page.evaluate(() => [...document.querySelectorAll(".view")].map(view => view.id).filter(id => !id.startsWith("p1")));
  for (const view of views) {
    await page.evaluate(id => { location.hash = id; }, view);
    await page.waitForFunction(id => document.getElementById(id).classList.contains("shown"), view);
    if (vectors && view === "calculator") await page.waitForFunction(() => document.getElementById("due-told").dataset.lateFrom);
    if (vectors && view === "bench") await page.waitForFunction(() => document.getElementById("draft-sum").innerText !== "");
    await audit(page, `${view}, ${colorScheme}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) problem(`${view}, ${width}: ${wide} px too wide`);
    if (["calculator", "bench", "p0-reports", "p0-states"].includes(view)) await shot(page, `small-${view}-${colorScheme}`);
  }
  await page.context().close();
}

// Without scripts: everything is there, and the switch of languages works.
{
  const page = await open(small, {viewport: {width: 1400, height: 1000}, javaScriptEnabled: false});
  const hidden = await page.locator(".view:not(:visible)").count();
  if (hidden !== 0) problem(`without scripts: ${hidden} sections are hidden`);
  await page.check("#lang-en");
  if (await page.locator('#compare [lang="vi"]').first().isVisible()) problem("without scripts: the language stays");
  looks += 1;
  await page.context().close();
}

// The calculator: every due of the table by the page's own module; some of each pack through the form; the page's language; what cannot
// be answered, and what is not certain yet.
if (vectors) {
  const page = await open(book, {viewport: {width: 1400, height: 1000}, colorScheme: "light"}, "#calculator");
  await page.check("#lang-en");
  const lines = readFileSync(vectors, "utf8").trimEnd().split("\n").filter(line => !line.startsWith("#"));
  const all = await page.evaluate(async rows => {
    const begin = Date.now();
    const {texts: packed, packs} = JSON.parse(document.getElementById("pack-texts").textContent);
    const texts = await thoihan.unpacked(packed).json();
    const table = named => Object.fromEntries(Object.entries(named).map(([name, number]) => [name, texts[number]]));
    const calls = await thoihan.load();
    const places = new Map(packs.map((pack, place) => [pack.name, place]));
    packs.forEach((pack, place) => calls.open(place, {own: table(pack.own), shared: table(pack.shared)}, true));
    const differs = rows.filter(row => {
      const [pack, duty, facts, from, ...expected] = row.split("\t");
      const out = calls.due(places.get(pack), {duty, from, facts: facts === "-" ? {} : JSON.parse(facts)}, true).answer ?? {};
      return [out.due, out.late_from, out.due_date, out.provisional ? "1" : "0"].join() !== expected.join();
    });
    return {agree: rows.length - differs.length, differs, ms: Date.now() - begin};
  }, lines);
  tell({vectors: all.agree, ms: all.ms});
  for (const line of all.differs) problem(`vectors: ${line}`);
  if (all.agree === 0) problem("vectors: none");
  looks += 1;
  const asked = new Map();
  for (const line of lines) {
    const [pack, , facts] = line.split("\t");
    const key = `${pack} ${facts !== "-"}`;
    asked.set(key, [...(asked.get(key) ?? []), line].slice(0, 2));
  }
  const late = expected => page.waitForFunction(one => document.getElementById("due-told").dataset.lateFrom === one, expected, {timeout: 5000}).then(() => true, () => false);
  await page.waitForFunction(() => document.getElementById("ask-duty").options.length > 0);
  const start = Date.now();
  let dues = 0;
  for (const line of [...asked.values()].flat()) {
    const [pack, duty, facts, from, , late_from] = line.split("\t");
    await page.selectOption("#ask-pack", await page.evaluate(one => [...document.getElementById("ask-pack").options].find(option => option.text.startsWith(`${one}: `)).value, pack));
    await page.waitForFunction(one => [...document.getElementById("ask-duty").options].some(option => option.value === one), duty);
    await page.selectOption("#ask-duty", duty);
    for (const field of await page.locator("#ask-facts [data-fact]").all()) {
      const value = facts === "-" ? undefined : JSON.parse(facts)[await field.getAttribute("data-fact")];
      if (await field.evaluate(each => each.tagName) === "SELECT") await field.selectOption(await field.evaluate(each => each.multiple) ? value ?? [] : String(value ?? ""));
      else await field.fill(String(value ?? ""));
    }
    await page.fill("#ask-from", from);
    if (!await late(late_from)) problem(`calculator: ${line}: ${await page.locator("#due-told").innerText()} ${await page.locator("#due-problem").innerText()}`);
    dues += 1;
  }
  tell({calculated: dues, ms: Date.now() - start});
  if (await page.locator("#due-steps tbody tr").count() === 0) problem("calculator: no derivation");
  if (await page.locator('#due-cite a[href*="-c"]').count() === 0) problem("calculator: no clause is linked");
  if (await page.locator("#due-provisional").isVisible()) problem("calculator: a decided due is told as provisional");
  await shot(page, "calculator-light");
  const english = await page.locator("#due-steps tbody").innerText();
  await page.check("#lang-vi");
  await page.waitForFunction(one => document.querySelector("#due-steps tbody").innerText !== one, english);
  await shot(page, "calculator-vi-light");
  // By the keyboard alone: another duty, then its start, with the day and the month typed as the field has them.
  await page.focus("#ask-duty");
  const duty = await page.inputValue("#ask-duty");
  const due = await page.locator("#due-limit").innerText();
  await page.keyboard.press("End");
  await page.waitForFunction(one => document.getElementById("due-limit").innerText !== one, due);
  if (await page.inputValue("#ask-duty") === duty) problem("calculator: the keyboard chooses no duty");
  await page.selectOption("#ask-duty", duty);
  await page.focus("#ask-duty");
  await page.keyboard.press("Tab");
  if (!await page.evaluate(() => document.activeElement.id === "ask-from")) problem("calculator: Tab does not lead to the start");
  // Tết of 2029 is announced by nobody yet.
  await page.fill("#ask-from", "2029-02-09T16:30");
  await page.waitForFunction(() => document.getElementById("due-told").dataset.lateFrom.startsWith("2029"));
  if (!await page.locator("#due-provisional").isVisible()) problem("calculator: an undecided due is told as certain");
  await shot(page, "calculator-provisional-light");
  await page.emulateMedia({media: "print"});
  if ((await visible(page)).join() !== "calculator") problem(`print of the calculator: ${await visible(page)}`);
  await shot(page, "calculator-print");
  await page.emulateMedia({media: "screen"});
  for (const [from, words] of [["2090-01-01T00:00", "2052-12-31"], ["", "ngày và giờ"]]) {
    await page.fill("#ask-from", from);
    await page.waitForFunction(() => !document.getElementById("due-problem").hidden && document.getElementById("due-told").hidden);
    const told = await page.locator("#due-problem").innerText();
    if (!told.includes(words)) problem(`calculator: ${from}: ${told}`);
    if (from) await shot(page, "calculator-refused-light");
  }
  looks += 1;
  await page.context().close();
}

// The bench: a mistake is shown at its line while it is typed; a draft without mistakes answers in the calculator.
if (vectors) {
  const page = await open(small, {viewport: {width: 1400, height: 1000}, colorScheme: "light"}, "#bench");
  await page.check("#lang-en");
  const sum = text => page.waitForFunction(one => document.getElementById("draft-sum").innerText.includes(one), text);
  const text = await page.evaluate(async () => (await thoihan.unpacked(JSON.parse(document.getElementById("pack-texts").textContent).texts).json()).find(one => one.includes('"start": "received"')));
  const line = text.slice(0, text.indexOf('"start": "received"')).split("\n").length;
  await sum("Errors: 0");
  const type = async (what, keys) => {
    await page.locator("#draft-box .cm-content").focus();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Control+f");
    await page.keyboard.type(what);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    for (const key of keys) await page.keyboard.press(key);
  };
  // "start": "received", becomes "start": "receivedx",
  await type('"start": "received"', ["End", "ArrowLeft", "ArrowLeft", "x"]);
  await sum("Errors: 1");
  const first = await page.locator("#draft-findings li").first().innerText();
  if (!first.startsWith(`pack.json:${line}:12 error unknown-name`) || !first.includes('did you mean "received"')) problem(`bench: ${first}`);
  if (await page.locator("#draft-box .cm-lintRange-error").innerText() !== '"receivedx"') problem("bench: the mistake is not marked");
  await shot(page, "bench-light");
  await audit(page, "bench with a mistake");
  // The draft stays while another pack is edited, and is what is saved.
  await page.selectOption("#draft-pack", "1");
  await sum("Errors: 0");
  await page.selectOption("#draft-pack", "0");
  await sum("Errors: 1");
  const [download] = await Promise.all([page.waitForEvent("download"), press(page.locator("#draft-save"))]);
  if (download.suggestedFilename() !== "pack.json" || readFileSync(await download.path(), "utf8") !== text.replace('"start": "received"', '"start": "receivedx"')) problem("bench: another text is saved");
  await page.locator("#draft-findings button").first().click();
  if (!await page.evaluate(() => document.activeElement.id === "draft-box")) problem("bench: a finding does not lead to its line");
  await press(page.locator("#draft-restore"));
  await sum("Errors: 0");
  // Two working hours from 09:10 end at 11:10; three have 11:30 to 13:00 in them and end at 13:40.
  await type('"limit": "2 working hours"', ["ArrowLeft", ...Array(10).fill("ArrowRight"), "Delete", "3"]);
  await sum("Changed.");
  await page.evaluate(() => { location.hash = "#calculator"; });
  await page.waitForFunction(() => document.getElementById("ask-duty").options.length > 0);
  for (const [place, expected] of [["0", "2024-04-25T11:10:01+07:00"], ["2", "2024-04-25T13:40:01+07:00"]]) {
    await page.selectOption("#ask-pack", place);
    await page.selectOption("#ask-duty", "forward");
    await page.fill("#ask-from", "2024-04-25T09:10");
    await page.waitForFunction(one => document.getElementById("due-told").dataset.lateFrom === one, expected);
  }
  await audit(page, "calculator with a draft");
  looks += 1;
  await page.context().close();
}

// The policy: a script that somebody puts into the page does not run, though the page makes one of the editor.
{
  const context = await browser.newContext();
  const page = await context.newPage();
  const refused = [];
  page.on("console", message => refused.push(message.text()));
  await page.goto(pathToFileURL(small).href);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.planted = 1";
    document.body.append(script);
  });
  if (await page.evaluate(() => "planted" in globalThis) || !refused.some(text => text.includes("Content Security Policy"))) problem(`policy: a planted script: ${refused}`);
  looks += 1;
  await context.close();
}

// The page of a year.
{
  const page = await open(calendar, {viewport: {width: 1200, height: 1000}, colorScheme: "dark"});
  await audit(page, "calendar of a year, dark");
  await shot(page, "year-dark");
  await page.context().close();
}

await browser.close();
tell({looked: looks});
