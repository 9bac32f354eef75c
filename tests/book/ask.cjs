// Asks the calculator's module what the tests ask the program, outside of a browser:
//
//     node ask.cjs THOIHAN.js RULES vectors DUES.tsv       every due of the table: "687 dues agree, 0 differ"
//     node ask.cjs THOIHAN.js RULES due PACK QUESTION      the answer to {"duty":...,"from":...,"facts":{...}}, as JSON
//     node ask.cjs THOIHAN.js RULES check FILE PACK         findings of a pack of RULES whose pack.json is FILE
//
// "due" and "check" take as many pairs as are given, and answer each on a line.
"use strict";
const fs = require("fs");
const path = require("path");

const [script, rules, what, ...rest] = process.argv.slice(2);
const read = file => fs.readFileSync(file, "utf8");
const shared = {};
for (const file of fs.readdirSync(path.join(rules, "national"))) shared[`national/${path.basename(file, ".json")}`] = read(path.join(rules, "national", file));
const textsOf = pack => {
  const folder = path.join(rules, "province", pack);
  return {own: {"pack.json": read(path.join(folder, "pack.json")), "authorities.json": read(path.join(folder, "authorities.json"))}, shared};
};

(async () => {
  const calls = await require(path.resolve(script)).load();
  const places = new Map();
  const placeOf = pack => {
    if (!places.has(pack)) {
      const told = calls.open(places.size, textsOf(pack), true);
      if (!told.duties) throw new Error(`${pack}: ${JSON.stringify(told)}`);
      places.set(pack, places.size);
    }
    return places.get(pack);
  };
  if (what === "vectors") {
    let agreed = 0;
    let differed = 0;
    for (const line of read(rest[0]).trimEnd().split("\n")) {
      if (line.startsWith("#")) continue;
      const [pack, duty, facts, from, ...expected] = line.split("\t");
      const told = calls.due(placeOf(pack), {duty, from, facts: facts === "-" ? {} : JSON.parse(facts)}, true);
      const out = told.answer ?? {};
      if ([out.due, out.late_from, out.due_date, out.provisional ? "1" : "0"].join() === expected.join()) agreed += 1;
      else {
        differed += 1;
        console.error(`differs: ${line}: ${JSON.stringify(told)}`);
      }
    }
    console.log(`${agreed} dues agree, ${differed} differ`);
    process.exitCode = agreed > 0 && differed === 0 ? 0 : 1;
    return;
  }
  for (let at = 0; at < rest.length; at += 2) {
    const [first, second] = rest.slice(at, at + 2);
    if (what === "due") console.log(JSON.stringify(calls.due(placeOf(first), JSON.parse(second), true)));
    else {
      const texts = textsOf(second);
      texts.own["pack.json"] = read(first);
      console.log(JSON.stringify(calls.open(1000, texts, true)));
    }
  }
})();
