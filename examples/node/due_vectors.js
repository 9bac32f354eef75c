// Every due of tests/data/dues.tsv, asked and compared:   node due_vectors.js RULES VECTORS
'use strict';
const fs = require('fs');
const { tho } = require('./thoihan');

const [rules, vectors] = process.argv.slice(2);
const packs = new Map();
let agreed = 0;
let differed = 0;
for (const line of fs.readFileSync(vectors, 'utf8').trimEnd().split('\n')) {
  if (line.startsWith('#')) continue;
  const [pack, duty, facts, start, ...expected] = line.split('\t');
  if (!packs.has(pack)) packs.set(pack, tho.made('tho_pack_open', `${rules}/${pack}`, tho.NTS));
  const due = tho.due(packs.get(pack), duty, facts === '-' ? null : facts, tho.made('tho_time_parse', start, tho.NTS));
  const answer = [tho.format('tho_time_format', due.due), tho.format('tho_time_format', due.late_from),
    tho.format('tho_day_format', due.due_day), due.flags & tho.THO_DEADLINE_PROVISIONAL ? '1' : '0'];
  if (answer.join() === expected.join()) agreed += 1;
  else {
    differed += 1;
    console.error(`differs: ${line}`);
  }
}
for (const pack of packs.values()) tho.tho_pack_release(pack);
console.log(`${agreed} dues agree, ${differed} differ`);
process.exitCode = agreed > 0 && differed === 0 ? 0 : 1;
