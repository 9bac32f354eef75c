// The calls of src/wasm/page_calls.cpp, for the script that is put around this: `create_module` makes the module, `packed` is its
// code, compressed and in base64.
//
//     const calls = await thoihan.load();
//     calls.open(0, {own: {"pack.json": text}, shared: {}}, true);      // {findings, duties, facts}
//     calls.due(0, {duty: "forward", from: "2024-04-26T16:00", facts: {}}, true);
//     await thoihan.unpacked(text).json();                              // of what else was compressed and written in base64
//
// Nothing is fetched: a page that was opened as a file has no way to.
const unpacked = text => {
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
};

const load = async () => {
  const wasmBinary = await unpacked(packed).arrayBuffer();
  const module = await create_module({wasmBinary});
  const ask = (call, place, question, english) => {
    const text = new TextEncoder().encode(JSON.stringify(question));
    const at = module._malloc(text.length);
    if (at === 0) throw new Error("out of memory");
    module.HEAPU8.set(text, at);
    const answer = call(place, at, text.length, english ? 1 : 0);
    module._free(at);
    return JSON.parse(module.UTF8ToString(answer));
  };
  return {
    open: (place, texts, english) => ask(module._page_open, place, texts, english),
    due: (place, question, english) => ask(module._page_due, place, question, english),
  };
};
