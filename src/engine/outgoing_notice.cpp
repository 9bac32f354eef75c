#include "thoihan/engine/outgoing_notice.hpp"

#include <boost/json.hpp>

#include <optional>

#include "src/pack/names.hpp"
#include "thoihan/pack/notice_text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

// "phone, email"
std::vector<std::string> channels_in(const std::string& listed) {
  constexpr std::string_view between = ", ";
  std::vector<std::string> out;
  for (std::size_t at = 0; at < listed.size();) {
    const std::size_t end = std::min(listed.find(between, at), listed.size());
    out.push_back(listed.substr(at, end - at));
    at = end + between.size();
  }
  return out;
}

void set_recipient(const rule_pack& pack, const case_view& then, outgoing_notice& out) {
  const auto role = find_id(pack.roles, out.to);
  if (!role) {
    out.recipient = out.to == "reporter" ? bilingual{"Người gửi", "Reporter"} : bilingual{out.to, out.to};
    return;
  }
  out.recipient = pack.roles[*role].label;
  const auto lead = then.lead();
  if (!pack.roles[*role].of_authority || !lead) return;
  out.authority = pack.authorities[*lead].id;
  out.recipient = pack.authorities[*lead].name;
}

json::object both(const bilingual& words) { return {{"vi", words.vi}, {"en", words.en}}; }

}  // namespace

outgoing_notice make_outgoing_notice(const notice_row& row, const case_view& then,
                                     const std::vector<case_text>& texts) {
  const rule_pack& pack = then.pack();
  const notice_rule& rule = pack.notices[index_of({"thông báo", "notice"}, row.notice, ids_of(pack.notices))];
  outgoing_notice out;
  out.id = row.id;
  out.case_id = row.case_id;
  out.event_number = row.event_number;
  out.notice = row.notice;
  out.to = row.to;
  set_recipient(pack, then, out);
  out.channels = channels_in(row.channel);

  notice_facts vi{then.facts(), {}, {}};
  for (const std::uint16_t fact : rule.facts) {
    if (pack.facts[fact].type == fact_type::authorities) vi.bodies.emplace_back(pack.facts[fact].id, then.bodies(fact));
  }
  notice_facts en = vi;
  for (const std::uint16_t fact : rule.facts) {
    const fact_declaration& declared = pack.facts[fact];
    if (!declared.is_text() || !then.facts()[fact].present) continue;
    const case_text* said = text_at(texts, declared.id, row.event_number);
    const case_text lost{row.event_number, declared.id, text_access::gone, ""};
    const case_text& text = said == nullptr ? lost : *said;
    if (text.access != text_access::readable) out.unreadable.push_back(declared.id);
    const bilingual words = words_of(text);
    vi.words.emplace_back(declared.id, words.vi);
    en.words.emplace_back(declared.id, words.en);
  }
  out.text = {notice_text(pack, rule, row.case_id, vi, language::vi),
              notice_text(pack, rule, row.case_id, en, language::en)};
  return out;
}

outgoing_notice outgoing_notice_of(engine& cases, const notice_row& row) {
  std::optional<case_view> then;
  const case_view now = cases.replay(row.case_id, [&](const case_view& view, std::int32_t number, const command&) {
    if (number == row.event_number) then = view;
  });
  return make_outgoing_notice(row, then ? *then : now, cases.opened_texts(row.case_id));
}

std::string json_of(const outgoing_notice& notice) {
  json::object out;
  out["id"] = notice.id;
  out["case"] = notice.case_id;
  out["number"] = notice.event_number;
  out["notice"] = notice.notice;
  out["to"] = notice.to;
  out["authority"] = notice.authority.empty() ? json::value(nullptr) : json::value(notice.authority);
  out["recipient"] = both(notice.recipient);
  out["channels"] = json::array(notice.channels.begin(), notice.channels.end());
  out["text"] = both(notice.text);
  out["unreadable"] = json::array(notice.unreadable.begin(), notice.unreadable.end());
  return json::serialize(out);
}

}  // namespace thoihan
