// thoihan from Node, by koffi: every function of thoihan.cdef.h under its name, and a few shorter ways to call them.
'use strict';
const fs = require('fs');
const koffi = require('koffi');

const LIBRARY = process.env.THOIHAN_LIBRARY || 'libthoihan.so.0.1';
const HEADER = process.env.THOIHAN_CDEF || '/usr/include/thoihan/thoihan.cdef.h';
const NTS = -1;
const LANGUAGE_EN = 2;

// The declarations, one after the other: handles, numbers, structs, constants, functions.
const library = koffi.load(LIBRARY);
const tho = { NTS, LANGUAGE_EN };
for (const [, text] of fs.readFileSync(HEADER, 'utf8').matchAll(/((?:[^;{]|\{[^}]*\})+);/g)) {
  let match;
  if ((match = text.match(/typedef struct (\w+) \w+$/))) koffi.opaque(match[1]);
  else if ((match = text.match(/typedef struct (\w+) \{([^}]*)\}/))) {
    koffi.struct(match[1], Object.fromEntries(
      match[2].split(';').map((field) => field.trim().split(' ')).filter((field) => field.length === 2)
        .map(([type, name]) => [name, type])));
  } else if ((match = text.match(/typedef (\w+) (\w+)$/))) koffi.alias(match[2], match[1]);
  else if ((match = text.match(/enum \{([^}]*)\}/))) {
    for (const [, name, value] of match[1].matchAll(/(\w+) = (-?\d+)/g)) tho[name] = Number(value);
  } else if (!text.includes('typedef')) {
    // What a function writes is marked, and const char* comes back as a string.
    const marked = text.replace(/(?<!const )\b(tho_\w+\*\*|(?:int64_t|int32_t)\*) (\w+)/g, '_Out_ $1 $2')
      .replace(/(?<!const )tho_deadline\* /g, '_Inout_ tho_deadline* ').replace(/char out\[40\]/, '_Out_ uint8_t* out');
    tho[text.match(/(\w+)\(/)[1]] = library.func(marked);
  }
}

class ThoihanError extends Error {
  constructor(status, error) {
    super(`${tho.tho_status_name(status)}: ${tho.tho_error_message(error, LANGUAGE_EN, null)}`);
    this.status = status;
    tho.tho_error_release(error);
  }
}

// Calls a function whose last parameter is the error; throws it.
tho.call = (name, ...args) => {
  const err = [null];
  const status = tho[name](...args, err);
  if (status < 0) throw new ThoihanError(status, err[0]);
  return status;
};

// The handle or the number that a call writes.
tho.made = (name, ...args) => {
  const out = [null];
  tho.call(name, ...args, out);
  return out[0];
};

// The text that a call makes.
tho.text = (name, ...args) => {
  const handle = tho.made(name, ...args);
  const data = tho.tho_text_data(handle, null);
  tho.tho_text_release(handle);
  return data;
};

tho.format = (name, number) => {
  const buffer = Buffer.alloc(40);
  tho.call(name, number, buffer);
  return buffer.toString('utf8', 0, buffer.indexOf(0));
};

tho.due = (pack, duty, facts, start) => {
  const due = { struct_size: koffi.sizeof('tho_deadline'), flags: 0, due: 0, late_from: 0, due_day: 0, reserved0: 0 };
  tho.call('tho_duty_evaluate', pack, duty, NTS, facts, NTS, start, due);
  return due;
};

module.exports = { tho, ThoihanError };
