#include "src/engine/book_comparison.hpp"

#include <algorithm>
#include <array>

#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

bilingual operator+(const bilingual& a, const bilingual& b) { return {a.vi + b.vi, a.en + b.en}; }

template <class Number>
bool has(const std::vector<Number>& list, std::size_t one) {
  return std::any_of(list.begin(), list.end(), [one](Number each) { return static_cast<std::size_t>(each) == one; });
}

class chapter_topics {
 public:
  explicit chapter_topics(const book_chapter& chapter) : chapter_(chapter), pack_(chapter.pack) {
    for (std::size_t i = 0; i < pack_.duties.size(); ++i) places_.push_back(topic_of(pack_.duties[i]));
  }

  std::vector<compared_item> items(std::string_view topic) const {
    if (topic == "return") return acts([&](const transition_rule& rule) { return returns(rule); });
    if (topic == "approve") return acts([&](const transition_rule& rule) { return gives_result(rule); });
    if (topic == "publish") return publication();
    if (topic == "rate") return rating();
    if (topic == "longest") return longest();
    std::vector<compared_item> out;
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] == topic) add_duty(out, i);
    }
    return out;
  }

 private:
  std::string_view topic_of(const duty_rule& duty) const {
    for (const transition_rule& rule : pack_.transitions) {
      if (rule.from.empty() && has(duty.from, rule.event)) return "forward";
    }
    if (pack_.figures) {
      for (const transition_rule& rule : pack_.transitions) {
        if (rule.to && has(pack_.figures->answered, *rule.to) && has(duty.met_by, rule.event)) return "answer";
      }
    }
    return pack_.roles[duty.owed_by].of_authority ? "handle" : "other";
  }

  bool returns(const transition_rule& rule) const { return pack_.figures && has(pack_.figures->returned, rule.event); }

  bool gives_result(const transition_rule& rule) const {
    if (!pack_.figures || !rule.to || !has(pack_.figures->handled, *rule.to)) return false;
    return !std::all_of(rule.from.begin(), rule.from.end(),
                        [&](state_number from) { return has(pack_.figures->handled, from); });
  }

  void add_duty(std::vector<compared_item>& out, std::size_t at) const {
    const duty_rule& duty = pack_.duties[at];
    if (duty.within.empty()) out.push_back({duty.label, {"không có thời hạn", "no limit"}, {}, duty.source});
    for (const book_limit& row : chapter_.limits[at]) out.push_back({duty.label, row.limit, row.when, row.source});
  }

  bilingual roles_of(const transition_rule& rule) const {
    bilingual out;
    for (const role_number role : rule.by) {
      const bilingual& label = pack_.roles[role].label;
      out = out.en.empty() ? label : out + bilingual{", ", ", "} + label;
    }
    return out;
  }

  template <class Wanted>
  std::vector<compared_item> acts(Wanted wanted) const {
    std::vector<compared_item> out;
    for (std::size_t i = 0; i < pack_.transitions.size(); ++i) {
      const transition_rule& rule = pack_.transitions[i];
      if (!wanted(rule)) continue;
      const bilingual name = {pack_.events[rule.event], pack_.events[rule.event]};
      const bilingual who = roles_of(rule) + bilingual{", ", ", "};
      if (chapter_.bars[i].empty())
        add_once(out, {name, who + bilingual{"không có hạn chót", "no time-bar"}, {}, rule.source});
      for (const book_limit& row : chapter_.bars[i]) add_once(out, {name, who + row.limit, row.when, row.source});
    }
    return out;
  }

  static void add_once(std::vector<compared_item>& out, compared_item item) {
    const bool told = std::any_of(out.begin(), out.end(), [&](const compared_item& one) {
      return one.name == item.name && one.text == item.text && one.when == item.when;
    });
    if (!told) out.push_back(std::move(item));
  }

  std::vector<compared_item> publication() const {
    std::vector<compared_item> out;
    for (std::size_t i = 0; i < pack_.publication.size(); ++i) {
      const publication_rule& rule = pack_.publication[i];
      const bilingual& when = chapter_.publication_when[i];
      const bilingual others = {"các trường hợp còn lại", "all others"};
      out.push_back({{}, publicity_words(rule.is), when.en.empty() ? others : when, rule.source});
    }
    return out;
  }

  static bilingual publicity_words(publicity which) {
    switch (which) {
      case publicity::open: return {"công khai", "public"};
      case publicity::closed: return {"không công khai", "not public"};
      case publicity::never: return {"không bao giờ công khai", "never public"};
    }
    return {};
  }

  std::vector<compared_item> rating() const {
    std::vector<compared_item> out;
    if (!pack_.figures || !pack_.figures->rating) return out;
    const std::uint16_t fact = *pack_.figures->rating;
    const fact_declaration& scale = pack_.facts[fact];
    bilingual levels;
    for (const std::size_t level : pack_.figures->levels) {
      const bilingual& label = scale.values[level].label;
      levels = levels.en.empty() ? label : levels + bilingual{", ", ", "} + label;
    }
    out.push_back({scale.label, levels, {}, scale.source});
    for (const transition_rule& rule : pack_.transitions) {
      if (!has(rule.needs, fact) && !has(rule.takes, fact)) continue;
      const bilingual to =
          rule.to && !has(rule.from, *rule.to) ? bilingual{" → ", " → "} + pack_.states[*rule.to].label : bilingual{};
      add_once(out, {{pack_.events[rule.event], pack_.events[rule.event]}, roles_of(rule) + to, {}, rule.source});
    }
    return out;
  }

  std::vector<compared_item> longest() const {
    std::vector<compared_item> out;
    if (!chapter_.worst) return out;
    for (const worst_time& time : chapter_.worst->times) {
      if (time.goal != worst_goal::answer || !time.bounded || time.by != worst_measure::calendar) continue;
      const bilingual name = time.comebacks == 0 ? bilingual{"không quay lại", "without a comeback"}
                                                 : say("{} lần quay lại", "comebacks: {}", time.comebacks);
      out.push_back({name, days_words(time.elapsed_s), {}, {}});
    }
    return out;
  }

  const book_chapter& chapter_;
  const rule_pack& pack_;
  std::vector<std::string_view> places_;  // by duty
};

struct topic_row {
  std::string_view topic;
  std::string_view vi;
  std::string_view en;
};

constexpr std::array<topic_row, 9> topics = {{
    {"forward", "Chuyển: nghĩa vụ bắt đầu từ lúc tiếp nhận", "Forward: duties that receipt starts"},
    {"handle", "Xử lý: nghĩa vụ khác của cơ quan xử lý", "Handle: other duties of authorities"},
    {"return", "Chuyển trả: cơ quan trả lại hồ sơ", "Return: an authority gives the case back"},
    {"approve", "Duyệt: việc làm cho kết quả có hiệu lực", "Approve: acts after which there is a result"},
    {"answer", "Trả lời người gửi", "Answer the reporter"},
    {"publish", "Công khai", "Publish"},
    {"rate", "Đánh giá mức hài lòng", "Rate"},
    {"other", "Nghĩa vụ khác", "Other duties"},
    {"longest", "Thời gian dài nhất đúng luật đến khi trả lời", "Longest lawful time to the answer"},
}};

void count_shared(compared_row& row) {
  for (std::vector<compared_item>& cell : row.cells) {
    for (compared_item& item : cell) {
      item.shared_by =
          static_cast<std::size_t>(std::count_if(row.cells.begin(), row.cells.end(), [&](const auto& other) {
            return std::any_of(other.begin(), other.end(), [&](const compared_item& one) {
              return one.text == item.text && one.when == item.when;
            });
          }));
    }
  }
}

}  // namespace

bool compared_row::same() const noexcept {
  return std::all_of(cells.begin(), cells.end(), [&](const auto& cell) {
    return std::all_of(cell.begin(), cell.end(),
                       [&](const compared_item& item) { return item.shared_by == cells.size(); });
  });
}

std::vector<compared_row> compare_chapters(const std::vector<book_chapter>& chapters) {
  std::vector<chapter_topics> sides(chapters.begin(), chapters.end());
  std::vector<compared_row> out;
  for (const topic_row& topic : topics) {
    compared_row row{std::string{topic.topic}, {std::string{topic.vi}, std::string{topic.en}}, {}};
    for (const chapter_topics& side : sides) row.cells.push_back(side.items(topic.topic));
    const bool any = std::any_of(row.cells.begin(), row.cells.end(), [](const auto& cell) { return !cell.empty(); });
    if (!any) continue;
    count_shared(row);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace thoihan
