// What a store tells of one case.
#include "src/capi/guard.hpp"
#include "src/capi/tho_store.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/public_view.hpp"

using namespace thoihan;

tho_status tho_store_case(tho_store* store, const char* case_id, int64_t case_id_size, tho_language lang,
                          tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view id = name_argument(case_id, case_id_size, "case_id");
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(call.cases().is_secret(id) ? json_of_secret(call.events(), id)
                                                   : json_of_case(call.events(), call.cases().view(id), words));
  });
}

tho_status tho_store_texts(tho_store* store, const char* case_id, int64_t case_id_size, tho_text** out,
                           tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view id = name_argument(case_id, case_id_size, "case_id");
    need(out, "out");
    *out = new tho_text(as_lines(call.cases().opened_texts(id), [](const case_text& text) { return json_of(text); }));
  });
}

tho_status tho_store_ledger(tho_store* store, const char* case_id, int64_t case_id_size, int64_t now, tho_language lang,
                            tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view id = name_argument(case_id, case_id_size, "case_id");
    const instant until = time_argument(now, "now");
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(as_lines(json_lines(call.cases().ledger(id, until), words)));
  });
}

tho_status tho_store_public_view(tho_store* store, const char* case_id, int64_t case_id_size, tho_language lang,
                                 tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view id = name_argument(case_id, case_id_size, "case_id");
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(json_of(public_view_of(call.cases(), id), words));
  });
}
