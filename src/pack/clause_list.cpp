#include "thoihan/pack/clause_list.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>

namespace thoihan {
namespace json = boost::json;
namespace {

struct citing_rule {
  std::size_t rank;
  std::string name;
};

// Sections in the order in which they are told; one that is not listed stands between what acts and what declares.
constexpr std::array<std::string_view, 5> acting = {"transitions", "duties", "routing", "publication", "notices"};
constexpr std::array<std::string_view, 5> declaring = {"states", "facts", "channels", "roles", "authorities"};
constexpr std::size_t first_declaring = acting.size() + 1;

std::size_t rank_of(std::string_view section) {
  const auto acts = std::find(acting.begin(), acting.end(), section);
  if (acts != acting.end()) return static_cast<std::size_t>(acts - acting.begin());
  const auto declares = std::find(declaring.begin(), declaring.end(), section);
  if (declares == declaring.end()) return acting.size();
  return first_declaring + static_cast<std::size_t>(declares - declaring.begin());
}

std::string_view text_of(const json::value* value) {
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

// Finds every object with a `cite` in a pack's own files.
class citation_walk {
 public:
  std::map<std::string, std::vector<citing_rule>, std::less<>> found;

  void file(const json::object& root) {
    for (const auto& [key, value] : root) {
      const std::string_view section{key.data(), key.size()};
      rank_ = rank_of(section);
      walk(value, std::string{section}, "");
    }
  }

 private:
  // `element`: the event or id of the list's element that this stands in.
  void walk(const json::value& value, const std::string& pointer, std::string_view element) {
    if (const json::array* list = value.if_array()) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        const json::object* object = (*list)[i].if_object();
        std::string_view name = element;
        for (const char* key : {"id", "on"}) {
          if (object != nullptr && object->contains(key)) name = text_of(object->if_contains(key));
        }
        walk((*list)[i], pointer + "/" + std::to_string(i), name);
      }
    }
    const json::object* object = value.if_object();
    if (object == nullptr) return;
    if (const json::value* cite = object->if_contains("cite")) {
      const std::string name = element.empty() ? pointer : pointer + " " + std::string{element};
      add(text_of(cite), name);
      if (const json::array* list = cite->if_array()) {
        for (const json::value& clause : *list) add(text_of(&clause), name);
      }
    }
    for (const auto& [key, member] : *object) {
      const std::string_view name{key.data(), key.size()};
      // Facts may bear any name there.
      if (name != "when" && name != "sets") walk(member, pointer + "/" + std::string{name}, element);
    }
  }

  void add(std::string_view clause, const std::string& rule) {
    if (!clause.empty()) found[std::string{clause}].push_back({rank_, rule});
  }

  std::size_t rank_ = 0;
};

void append(bilingual& text, const bilingual& more) {
  text.vi += (text.vi.empty() ? "" : " ") + more.vi;
  text.en += (text.en.empty() ? "" : " ") + more.en;
}

void take_assumptions(const rule_pack& pack, clause_entry& entry) {
  bilingual open;
  for (const gap& left_open : pack.gaps) {
    const auto& named = left_open.clauses;
    if (std::find(named.begin(), named.end(), entry.id) == named.end()) continue;
    append(open, left_open.open);
    for (const assumption& taken : pack.assumptions) {
      if (std::find(taken.gaps.begin(), taken.gaps.end(), left_open.id) == taken.gaps.end()) continue;
      const std::string name = "assumptions/" + taken.id;
      if (std::find(entry.rules.begin(), entry.rules.end(), name) != entry.rules.end()) continue;
      entry.rules.push_back(name);
      append(entry.why, taken.takes);
      append(entry.why, taken.why);
    }
  }
  if (entry.rules.empty()) entry.why = open;
}

}  // namespace

std::vector<clause_entry> list_clauses(const rule_pack& pack) {
  const json::value files = json::parse(pack.canonical);
  citation_walk citations;
  for (const auto& file : files.as_object()) {
    if (const json::object* root = file.value().if_object()) citations.file(*root);
  }
  std::vector<clause_entry> out;
  for (const clause& listed : pack.clauses) {
    clause_entry entry{listed.id, listed.is, listed.says, listed.why, {}, false};
    if (listed.is == clause_kind::assumed) take_assumptions(pack, entry);
    auto rules = citations.found.find(listed.id);
    if (listed.is == clause_kind::modelled && rules != citations.found.end()) {
      std::stable_sort(rules->second.begin(), rules->second.end(),
                       [](const citing_rule& a, const citing_rule& b) { return a.rank < b.rank; });
      entry.declares_only = rules->second.front().rank >= first_declaring;
      for (const citing_rule& rule : rules->second) entry.rules.push_back(rule.name);
    }
    out.push_back(std::move(entry));
  }
  return out;
}

std::string_view clause_kind_name(clause_kind kind) noexcept {
  switch (kind) {
    case clause_kind::modelled: return "modelled";
    case clause_kind::assumed: return "assumed";
    case clause_kind::outside: return "outside";
  }
  return "unknown";
}

}  // namespace thoihan
