# Builds the script of the rule book's calculator and sets `book_calculator`, the sources that hold it and pack for it (with zlib).
#
# The module is a project of its own (src/wasm), for Debian's Emscripten is another compiler. It runs its tools by Node.js and looks for
# their modules where Debian's Node.js would; where another one comes first, NODE_PATH says where that is. The editor's packages come
# from npm's registry, as their lock file names them: once, when they change.
include(ExternalProject)
find_package(ZLIB REQUIRED)
find_program(THOIHAN_EMXX em++ REQUIRED)
find_program(THOIHAN_NODE NAMES node nodejs REQUIRED)
find_program(THOIHAN_NPM npm REQUIRED)

set(wasm_folder "${CMAKE_CURRENT_BINARY_DIR}/wasm")
set(wasm_script "${wasm_folder}/thoihan.js")
set(node_path "NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs")
ExternalProject_Add(thoihan_wasm
  SOURCE_DIR "${CMAKE_CURRENT_SOURCE_DIR}/wasm"
  BINARY_DIR "${wasm_folder}"
  CONFIGURE_COMMAND "${CMAKE_COMMAND}" -E env "${node_path}" "${CMAKE_COMMAND}" -G "${CMAKE_GENERATOR}"
    -S <SOURCE_DIR> -B <BINARY_DIR> -DCMAKE_BUILD_TYPE=Release "-DNODE=${THOIHAN_NODE}" "-DTHOIHAN_WERROR=${THOIHAN_WERROR}"
    -DCMAKE_TOOLCHAIN_FILE=/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake
  BUILD_COMMAND "${CMAKE_COMMAND}" -E env "${node_path}" "${CMAKE_COMMAND}" --build <BINARY_DIR> --parallel 2
  BUILD_ALWAYS ON
  INSTALL_COMMAND ""
  BUILD_BYPRODUCTS "${wasm_script}")

set(book_sources "${CMAKE_CURRENT_SOURCE_DIR}/tool/book")
set(editor_folder "${CMAKE_CURRENT_BINARY_DIR}/editor")
set(editor_script "${editor_folder}/editor.js")
add_custom_command(OUTPUT "${editor_folder}/node_modules/.package-lock.json"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${editor_folder}"
  COMMAND "${CMAKE_COMMAND}" -E copy "${book_sources}/editor/package.json" "${book_sources}/editor/package-lock.json" "${editor_folder}"
  COMMAND "${CMAKE_COMMAND}" -E chdir "${editor_folder}" "${THOIHAN_NPM}" ci --ignore-scripts --no-audit --no-fund --silent
  DEPENDS "${book_sources}/editor/package.json" "${book_sources}/editor/package-lock.json"
  VERBATIM)
add_custom_command(OUTPUT "${editor_script}"
  COMMAND "${THOIHAN_NODE}" "${book_sources}/editor/bundle.mjs" "${editor_folder}" "${editor_script}"
  DEPENDS "${book_sources}/editor/bundle.mjs" "${book_sources}/editor/editor.mjs" "${editor_folder}/node_modules/.package-lock.json"
  VERBATIM)

set(calculator_source "${CMAKE_CURRENT_BINARY_DIR}/book_calculator.cpp")
set(book_calculator tool/book/packed_text.cpp "${calculator_source}")
add_custom_command(OUTPUT "${calculator_source}"
  COMMAND "${THOIHAN_NODE}" "${book_sources}/join.mjs" "${wasm_script}" "${editor_script}" "${book_sources}/calculator.js" "${calculator_source}"
  DEPENDS "${book_sources}/join.mjs" "${book_sources}/calculator.js" "${editor_script}" "${wasm_script}" thoihan_wasm
  VERBATIM)
