// The story of examples/c/report_story.c:   node report_story.js PACK ACTS DATABASE
'use strict';
const fs = require('fs');
const { tho, ThoihanError } = require('./thoihan');

const [packPath, acts, database] = process.argv.slice(2);
tho.call('tho_version_check', tho.THO_VERSION_MAJOR * 1000000 + tho.THO_VERSION_MINOR * 1000 + tho.THO_VERSION_PATCH);
const pack = tho.made('tho_pack_open', packPath, tho.NTS);
console.log(`${tho.tho_pack_id(pack, null)}, ${tho.tho_pack_version(pack, null)}`);

const received = tho.made('tho_time_parse', '2024-04-26T16:00', tho.NTS);
const due = tho.due(pack, 'forward', null, received);
console.log(`forward: due ${tho.format('tho_time_format', due.due)}, late from ${tho.format('tho_time_format', due.late_from)}`);
console.log(tho.text('tho_duty_explain', pack, 'forward', tho.NTS, null, 0, received, tho.LANGUAGE_EN));

const store = tho.made('tho_store_open', database, tho.NTS, tho.THO_STORE_CREATE);
tho.call('tho_store_use_pack', store, pack);
for (const act of fs.readFileSync(acts, 'utf8').trimEnd().split('\n')) {
  try {
    console.log(tho.text('tho_store_apply', store, act, tho.NTS));
  } catch (problem) {
    if (!(problem instanceof ThoihanError)) throw problem;
    console.log(problem.message);
  }
}

const now = tho.made('tho_time_parse', '2024-05-08T08:00', tho.NTS);
console.log('late:');
process.stdout.write(tho.text('tho_store_tick', store, now));

tho.tho_store_close(store);
tho.tho_pack_release(pack);
