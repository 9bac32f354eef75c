// Answers as JSON: one object, one line, stable keys. The command line, the C API and every binding print these.
//
//     std::puts(thoihan::json_of(engine.apply(command)).c_str());
//     // {"case":"LH-2024-000001","seq":1,"number":1,"state":"received","publication":"private",
//     //  "duties":[{"duty":"forward","owed_by":"operator","status":"running",...}],"notices":[]}
//
// Times are RFC 3339 with +07:00; the end of day D is D+1T00:00:00+07:00, beside `due_date` D and `end` "day". `owed_by` is
// the authority where the duty is an authority's, else the role. What is not there is null (`due` of a duty without
// limit) or left out where that is said. Keys are added, never renamed. `lang` chooses the language of words that people
// read.
//
// Errors: std::bad_alloc; `json_of_case` those of the store. Thread-safety: pure but for reading the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/engine/engine.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {

// case, seq, number, repeated (only when true), state, publication, duties, notices, unkept (only when there are any), late_act (only when true).
// A duty: duty, owed_by, status, due, late_from, cite, round, started_at, ended_at (once it ended), and with a due: due_date,
// end, provisional, warnings (only when there are any: when to warn before it). A notice: notice, to, channels.
std::string json_of(const case_answer& answer);
// case, duty, round, kind, at, recorded_at
std::string json_of(const breach_row& breach);
// error: code, message, and where there are any: file, line, column, pointer, details; `accepted` instead of details for
// an unexpected event.
std::string json_of(const error& problem, language lang);
// checkpoint, first, last, at, digest (64 hexadecimal digits)
std::string json_of(const checkpoint& made);
// Such a digest read again; none where the text is not one.
std::optional<sha256_digest> read_digest(std::string_view hex);
// events, checkpoints, problems
std::string json_of(const verification& found);
// The same of a copy: backup (its file), events, problems
std::string json_of_backup(const std::string& path, const verification& found);
// number, fact, access (readable, sealed, gone), text (null where it is not readable)
std::string json_of(const case_text& text);
// from, limit, due, late_from, due_date, end, provisional, cite; rolled, clamped, cut_off, before_start only when true; with
// `why` steps: date, kind (both only where the step has a date inside the calendar), role, used, text, source (only when
// there is one).
std::string json_of_limit(instant from, const std::string& limit, const limit_answer& answer, const std::string& cite,
                          const explanation* why, language lang);
// As json_of(case_answer) for the case as it stands, with all its duties and notices and in the place of `number` the count of
// its `events`; state_label, lead (null: none), opened_at, last_at, accepted, breaches, history, pack, version. An act of the
// history: seq, number, at, recorded_at, event (of an act; else kind, see event_kind.hpp), details (what the kind says: about, happened_at,
// other_case, ...), by, facts (null: erased); a personal fact is there as its fingerprint alone. With `texts` also
// these, as json_of(case_text) has them.
std::string json_of_case(const store& events, const case_view& view, language lang,
                         const std::vector<case_text>* texts = nullptr);
// case, secret (true), history: what is left of a state secret.
std::string json_of_secret(const store& events, std::string_view case_id);

}  // namespace thoihan
