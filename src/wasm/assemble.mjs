// Puts the module and what calls it into one classic script.
//
//     node assemble.mjs MODULE.js MODULE.wasm page_module.js OUT.js
import {readFileSync, writeFileSync} from "node:fs";
import {gzipSync} from "node:zlib";

const [, , glue, code, calls, out] = process.argv;
const packed = gzipSync(readFileSync(code), {level: 9}).toString("base64");
// Boost's and fmt's licences ask for no notice in compiled code.
writeFileSync(out, `"use strict";
/* Compiled by Emscripten (MIT licence, Copyright (c) 2010-2014 Emscripten authors) with its C library musl (MIT licence, Copyright (c) 2005-2020
   Rich Felker et al.), libc++, libc++abi and compiler-rt (Apache License v2.0 with LLVM Exceptions). */
var thoihan = (() => {
${readFileSync(glue, "utf8")}
const packed = "${packed}";
${readFileSync(calls, "utf8")}
return {load, unpacked};
})();
if (typeof module === "object") module.exports = thoihan;
`);
