#include "src/pack/rule_words.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstddef>
#include <vector>

#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct word_row {
  std::string_view key;
  std::string_view vi;
  std::string_view en;
};

template <std::size_t Size>
bilingual look_up(const word_row (&table)[Size], std::string_view key) {
  for (const word_row& row : table) {
    if (row.key == key) return {std::string{row.vi}, std::string{row.en}};
  }
  return {std::string{key}, std::string{key}};
}

constexpr word_row section_table[] = {
    {"pack", "gói quy tắc", "rule pack"},
    {"clauses", "khoản", "clause"},
    {"gaps", "điểm bỏ ngỏ", "gap"},
    {"assumptions", "giả định", "assumption"},
    {"roles", "vai", "role"},
    {"channels", "kênh", "channel"},
    {"facts", "dữ kiện", "fact"},
    {"states", "trạng thái", "state"},
    {"transitions", "chuyển trạng thái", "transition"},
    {"duties", "nghĩa vụ", "duty"},
    {"routing", "dòng phân công", "routing row"},
    {"publication", "quy tắc công khai", "publication rule"},
    {"notices", "thông báo", "notice"},
    {"authorities", "cơ quan", "authority"},
    {"pauses", "tạm dừng", "pause"},
    {"officers", "cán bộ của vai", "officers of the role"},
    {"figures", "số liệu", "figure"},
    {"reports", "báo cáo", "report"},
};

constexpr word_row key_table[] = {
    {"within", "thời hạn", "limits"},
    {"limit", "thời hạn", "limit"},
    {"when", "điều kiện", "condition"},
    {"received", "lúc tiếp nhận", "time of receipt"},
    {"from", "bắt đầu từ", "from"},
    {"to", "đến", "to"},
    {"until", "hạn chót", "time-bar"},
    {"by", "người thực hiện", "by"},
    {"on", "sự kiện", "event"},
    {"owed_by", "người có nghĩa vụ", "owed by"},
    {"met_by", "hoàn thành khi", "met by"},
    {"ended_by", "chấm dứt khi", "ended by"},
    {"extended_by", "gia hạn", "extension"},
    {"downwards", "được rút ngắn", "may shorten"},
    {"times", "số lần", "times"},
    {"calendar", "lịch", "calendar"},
    {"calendars", "các lịch", "calendars"},
    {"label", "tên gọi", "label"},
    {"name", "tên gọi", "name"},
    {"title", "tên", "title"},
    {"needs", "phải nêu", "needs"},
    {"takes", "nhận", "takes"},
    {"sets", "đặt", "sets"},
    {"clears", "xóa", "clears"},
    {"route", "theo bảng phân công", "routed"},
    {"notify", "gửi thông báo", "notifies"},
    {"late", "khi quá hạn", "when late"},
    {"dated_back", "ghi lùi", "dated back"},
    {"amount", "thời lượng", "amount"},
    {"holder", "người giữ", "holder"},
    {"end", "kết thúc", "end"},
    {"type", "kiểu", "type"},
    {"range", "khoảng", "range"},
    {"values", "giá trị", "values"},
    {"default", "mặc định", "default"},
    {"public", "công khai", "public"},
    {"of_authority", "thuộc cơ quan", "of an authority"},
    {"acts_for", "làm cho cơ quan nêu ở", "acts for the authority in"},
    {"erases", "xóa hồ sơ", "erases the case"},
    {"warn", "nhắc trước hạn", "warnings"},
    {"used", "khi đã dùng", "when used"},
    {"lead", "cơ quan chủ trì", "lead"},
    {"support", "cơ quan phối hợp", "support"},
    {"is", "là", "is"},
    {"channel", "kênh", "channel"},
    {"template", "mẫu", "template"},
    {"facts", "dữ kiện", "facts"},
    {"level", "cấp", "level"},
    {"parent", "cơ quan cấp trên", "parent"},
    {"says", "nội dung", "text"},
    {"why", "lý do", "reason"},
    {"open", "bỏ ngỏ", "open question"},
    {"gap", "điểm bỏ ngỏ", "gap"},
    {"answers", "trả lời", "answers"},
    {"cite", "căn cứ", "cites"},
    {"assume", "giả định", "assumes"},
    {"exempted_by", "miễn tính trễ hạn", "exemption"},
    {"asked", "đề nghị", "asked by"},
    {"for_each", "cho từng cơ quan trong", "for each of"},
    {"runs_through_pauses", "không tạm dừng theo hồ sơ", "runs through pauses"},
    {"counts", "đếm", "counts"},
    {"event", "sự kiện", "event"},
    {"anew", "đếm lại từ đầu khi", "anew at"},
    {"running", "đang chạy", "running"},
    {"succeeded_by", "cơ quan kế tục", "succeeded by"},
    {"officers", "cán bộ", "officers"},
    {"start", "trạng thái đầu", "first state"},
    {"pack", "gói quy tắc", "rule pack"},
    {"version", "phiên bản", "version"},
    {"instrument", "văn bản", "instrument"},
    {"number", "số hiệu", "number"},
    {"issuer", "cơ quan ban hành", "issuer"},
    {"signed", "ngày ký", "signed"},
    {"in_force", "hiệu lực từ", "in force from"},
    {"replaces", "thay thế", "replaces"},
    {"extends", "dựa trên", "extends"},
    {"before", "lùi từ", "counted back from"},
    {"cut_off", "giờ chốt nhận", "cut-off"},
    {"first_day", "ngày đầu", "first day"},
    {"grace", "dung sai", "grace"},
    {"hours_a_day", "số giờ một ngày", "hours a day"},
    {"make_up_saturdays", "thứ Bảy làm bù", "make-up Saturdays"},
    {"roll", "trúng ngày nghỉ", "on a day off"},
    {"run_out", "dùng hết giờ", "when hours run out"},
    {"next_session", "buổi làm việc tiếp theo", "next session"},
    {"then", "sau đó", "then"},
    {"earlier_of", "sớm hơn trong", "earlier of"},
    {"later_of", "muộn hơn trong", "later of"},
    {"handled", "đã xử lý", "handled"},
    {"answered", "đã trả lời", "answered"},
    {"refused", "từ chối", "refused"},
    {"left", "kết thúc khác", "ended otherwise"},
    {"returned", "trả lại", "returned"},
    {"rating", "mức hài lòng", "rating"},
    {"levels", "các mức", "levels"},
    {"every", "kỳ", "every"},
    {"on_demand", "đột xuất", "on demand"},
    {"before_day", "nộp trước ngày", "before day"},
    {"figures_before_day", "số liệu đến trước ngày", "figures before day"},
    {"contents", "nội dung", "contents"},
    {"explanation", "giải trình", "explanation"},
};

constexpr word_row policy_table[] = {
    {"end=last_session", "đến hết buổi làm việc cuối", "until the last session closes"},
    {"end=same_time", "cùng giờ bắt đầu", "at the time of day of the start"},
    {"first_day=counts", "tính cả ngày đầu", "the first day counts"},
    {"roll=none", "không dời khi trúng ngày nghỉ", "without roll"},
    {"roll=back", "trúng ngày nghỉ thì lùi về trước", "rolled back"},
    {"make_up_saturdays=do_not_count", "không tính thứ Bảy làm bù", "make-up Saturdays do not count"},
    {"run_out=when_overused", "hết khi sang buổi sau", "runs out at the next opening"},
    {"next_session=close", "hết buổi làm việc tiếp theo", "the next session closes"},
};

bilingual same(std::string text) { return {text, text}; }

bilingual plus(const bilingual& a, const bilingual& b) { return {a.vi + b.vi, a.en + b.en}; }

bilingual list_words(const std::vector<bilingual>& parts, const bilingual& between) {
  bilingual out;
  for (const bilingual& part : parts) out = plus(out, out.vi.empty() ? part : plus(between, part));
  return out;
}

std::string plain(const json::value& value) {
  if (const json::string* text = value.if_string()) return {text->data(), text->size()};
  return canonical_json(value);
}

// How a fact and its values are called: by their ids, or by the labels of a pack.
class fact_names {
 public:
  explicit fact_names(const rule_pack* pack) : pack_(pack) {}

  bilingual fact(const std::string& id) const {
    const fact_declaration* known = find(id);
    return known == nullptr ? same(id) : known->label;
  }

  bilingual value(const std::string& id, const json::value& value) const {
    const fact_declaration* known = find(id);
    if (known == nullptr) return same(plain(value));
    if (const bool* flag = value.if_bool()) return *flag ? bilingual{"có", "yes"} : bilingual{"không", "no"};
    const std::string name = plain(value);
    if (const auto at = find_id(known->values, name)) return known->values[*at].label;
    if (known->type == fact_type::channel) {
      if (const auto at = find_id(pack_->channels, name)) return pack_->channels[*at].label;
    }
    if (known->is_of_bodies()) {
      if (const auto at = find_id(pack_->authorities, name)) return pack_->authorities[*at].name;
    }
    return same(name);
  }

  std::string_view between() const { return pack_ == nullptr ? "|" : ", "; }

 private:
  const fact_declaration* find(const std::string& id) const {
    if (pack_ == nullptr) return nullptr;
    const auto at = find_id(pack_->facts, id);
    return at ? &pack_->facts[*at] : nullptr;
  }

  const rule_pack* pack_;
};

// One fact's comparison in a guard.
bilingual comparison_words(const std::string& fact, const json::value& value, const fact_names& names) {
  const bilingual name = names.fact(fact);
  const auto equal = [&](const bilingual& words) { return plus(plus(name, {" = ", " = "}), words); };
  if (const json::array* list = value.if_array()) {
    std::vector<bilingual> words;
    for (const json::value& one : *list) words.push_back(names.value(fact, one));
    const std::string between{names.between()};
    return equal(list_words(words, {between, between}));
  }
  const json::object* object = value.if_object();
  if (object == nullptr) return equal(names.value(fact, value));
  if (const json::value* present = object->if_contains("present")) {
    const bool yes = !present->is_bool() || present->get_bool();
    return yes ? bilingual{"có " + name.vi, name.en + " said"} : bilingual{"không có " + name.vi, name.en + " not said"};
  }
  const json::value* low = object->if_contains("at_least");
  const json::value* high = object->if_contains("at_most");
  return equal(same((low == nullptr ? "" : plain(*low)) + ".." + (high == nullptr ? "" : plain(*high))));
}

bilingual amount_text_words(const json::value& value) {
  amount length;
  const std::string text = plain(value);
  return parse_amount(text, length) == amount_error::none ? amount_words(length) : same(text);
}

bilingual parts_words(const json::value& parts, const bilingual& between) {
  std::vector<bilingual> list;
  for (const json::value& part : parts.as_array()) list.push_back(limit_value_words(part));
  return list_words(list, between);
}

bilingual policy_words(std::string_view key, const json::value& value) {
  const std::string text = plain(value);
  if (key == "grace") return plus({"ân hạn ", "grace "}, amount_text_words(value));
  if (key == "before") return say("tính lùi từ {}", "before {}", text);
  if (key == "cut_off") return say("nhận sau {} tính ngày làm việc sau", "cut-off {}", text);
  if (key == "hours_a_day") return say("mỗi ngày {} giờ làm việc", "{} hours a day", text);
  return look_up(policy_table, std::string{key} + "=" + text);
}

std::vector<std::pair<std::string, const json::value*>> sorted_members(const json::object& object) {
  std::vector<std::pair<std::string, const json::value*>> out;
  for (const auto& [key, value] : object) {
    if (std::string_view{key.data(), key.size()} != "note") out.emplace_back(key, &value);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

}  // namespace

json::object pack_sections(const rule_pack& pack) {
  json::object out;
  const json::value files = json::parse(pack.canonical);
  for (const auto& file : files.as_object()) {
    for (const auto& [key, value] : file.value().as_object()) {
      // The pack names the file of its authorities where that file has them.
      json::value& section = out[key];
      if (!value.is_object() || !section.is_object()) {
        if (!section.is_structured()) section = value;
        continue;
      }
      for (const auto& [name, member] : value.get_object()) section.get_object()[name] = member;
    }
  }
  return out;
}

namespace {

bilingual guard_words_by(const json::value& guard, const fact_names& names);

// A guard as one of several: in brackets where it asks for more than one thing.
bilingual grouped_words(const json::value& guard, const fact_names& names) {
  const bilingual words = guard_words_by(guard, names);
  const json::object* object = guard.if_object();
  const bool several = object != nullptr && (object->size() > 1 || object->contains("all"));
  return several ? plus(plus({"(", "("}, words), {")", ")"}) : words;
}

bilingual guard_words_by(const json::value& guard, const fact_names& names) {
  const json::object* object = guard.if_object();
  if (object == nullptr) return same(canonical_json(guard));
  std::vector<bilingual> parts;
  for (const auto& [key, value] : sorted_members(*object)) {
    const bool all = key == "all";
    if (all || key == "any") {
      std::vector<bilingual> list;
      for (const json::value& part : value->as_array())
        list.push_back(all ? guard_words_by(part, names) : grouped_words(part, names));
      const bilingual words = list_words(list, all ? bilingual{", ", ", "} : bilingual{" hoặc ", " or "});
      parts.push_back(all ? words : plus(plus({"(", "("}, words), {")", ")"}));
    } else if (key == "not") {
      parts.push_back(plus(plus({"không phải (", "not ("}, guard_words_by(*value, names)), {")", ")"}));
    } else {
      parts.push_back(comparison_words(key, *value, names));
    }
  }
  return list_words(parts, names.between() == "|" ? bilingual{", ", ", "} : bilingual{"; ", "; "});
}

}  // namespace

bilingual guard_words(const json::value& guard) { return guard_words_by(guard, fact_names{nullptr}); }

bilingual guard_words(const rule_pack& pack, const json::value& guard) {
  return guard_words_by(guard, fact_names{&pack});
}

bilingual routing_words(const json::object& sections, std::string_view row) {
  const json::value* routing = sections.if_contains("routing");
  if (routing == nullptr || !routing->is_array()) return {};
  for (const json::value& one : routing->get_array()) {
    const json::object* object = one.if_object();
    if (object == nullptr || object->at("id") != json::string_view{row.data(), row.size()}) continue;
    return guard_words(object->at("when"));
  }
  return {};
}

bilingual limit_value_words(const json::value& limit) {
  const json::object* object = limit.if_object();
  if (object == nullptr) return amount_text_words(limit);
  if (const json::value* parts = object->if_contains("then"))
    return plus({"lần lượt: ", ""}, parts_words(*parts, {", rồi ", ", then "}));
  if (const json::value* parts = object->if_contains("earlier_of"))
    return plus({"tùy cái nào đến trước: ", "the earlier of: "}, parts_words(*parts, {"; ", "; "}));
  if (const json::value* parts = object->if_contains("later_of"))
    return plus({"tùy cái nào đến sau: ", "the later of: "}, parts_words(*parts, {"; ", "; "}));
  std::vector<bilingual> words;
  if (const json::value* length = object->if_contains("amount")) words.push_back(amount_text_words(*length));
  for (const auto& [key, value] : sorted_members(*object)) {
    if (key != "amount") words.push_back(policy_words(key, *value));
  }
  return list_words(words, {", ", ", "});
}

bilingual limit_words(std::string_view written) {
  const bool is_json = written.substr(0, 1) == "{";
  return limit_value_words(is_json ? json::parse({written.data(), written.size()}) : json::value(json::string(written.data(), written.size())));
}

namespace {

// A row of `within`: "5 working days when urgent = true".
bilingual row_words(const json::object& row) {
  bilingual out = limit_value_words(row.at("limit"));
  for (const char* key : {"when", "received"}) {
    const json::value* condition = row.if_contains(key);
    if (condition == nullptr) continue;
    const bilingual words = value_words(key, *condition);
    out.vi += " khi " + words.vi;
    out.en += " when " + words.en;
  }
  return out;
}

}  // namespace

bilingual value_words(std::string_view key, const json::value& value) {
  if (key == "when") return guard_words(value);
  if (key == "limit" || key == "amount") return limit_value_words(value);
  if (const bool* flag = value.if_bool()) return *flag ? bilingual{"có", "yes"} : bilingual{"không", "no"};
  if (const json::object* object = value.if_object()) {
    if (is_text_pair(value)) return {plain(object->at("vi")), plain(object->at("en"))};
    if (object->contains("limit")) return row_words(*object);
    std::vector<bilingual> parts;
    for (const auto& [name, member] : sorted_members(*object)) {
      if (name == "cite" || name == "assume") continue;
      parts.push_back(plus(plus(key_words(name), {": ", ": "}), value_words(name, *member)));
    }
    return list_words(parts, {"; ", "; "});
  }
  if (const json::array* list = value.if_array()) {
    std::vector<bilingual> parts;
    for (const json::value& part : *list) parts.push_back(value_words("", part));
    const bool names = list->empty() || (*list)[0].is_string();
    return list_words(parts, names ? bilingual{", ", ", "} : bilingual{"; ", "; "});
  }
  return same(plain(value));
}

std::string clauses_of(const basis& source) {
  return source.cites.empty() ? source.text() : basis{source.cites, {}}.text();
}

bool is_text_pair(const json::value& value) {
  const json::object* object = value.if_object();
  return object != nullptr && object->size() == 2 && object->contains("vi") && object->contains("en");
}

bilingual key_words(std::string_view key) { return look_up(key_table, key); }
bilingual section_words(std::string_view section) { return look_up(section_table, section); }

}  // namespace thoihan
