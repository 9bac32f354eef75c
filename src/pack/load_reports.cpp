#include <algorithm>
#include <boost/json.hpp>

#include "src/pack/pack_loader.hpp"

namespace thoihan {
namespace {

constexpr std::int64_t last_day_of_every_month = 28;

template <std::size_t Size>
std::vector<std::string> list_of(const std::array<std::string_view, Size>& names) {
  return {names.begin(), names.end()};
}

}  // namespace

std::vector<state_number> pack_loader::read_states_of(object_reader& reader, std::string_view key, bool required) {
  std::vector<state_number> out;
  const auto list = required ? reader.need(key) : reader.find(key);
  if (!list) return out;
  for (const std::size_t at : resolve_list(*list, ids_of(pack_.states), {"trạng thái", "state"}))
    out.push_back(static_cast<state_number>(at));
  return out;
}

std::optional<std::uint16_t> pack_loader::read_fact_name(object_reader& reader, std::string_view key) {
  const auto view = reader.find(key);
  if (!view) return std::nullopt;
  const auto at = resolve(*view, ids_of(pack_.facts), {"dữ kiện", "fact"});
  return at ? std::optional{static_cast<std::uint16_t>(*at)} : std::nullopt;
}

std::optional<std::int32_t> pack_loader::read_day_of_month(object_reader& reader, std::string_view key) {
  const auto view = reader.find(key);
  if (!view) return std::nullopt;
  const auto day = read_integer(*view, 1, last_day_of_every_month, findings_);
  return day ? std::optional{static_cast<std::int32_t>(*day)} : std::nullopt;
}

void pack_loader::read_figures(object_reader& reader) {
  const auto view = reader.find("figures");
  if (!view) return;
  places_.figures = *view;
  object_reader row{*view, findings_};
  if (!row.good()) return;
  figure_rules out;
  out.handled = read_states_of(row, "handled", false);
  out.answered = read_states_of(row, "answered", true);
  out.refused = read_states_of(row, "refused", false);
  out.left = read_states_of(row, "left", false);
  out.returned = read_events(row, "returned", false);
  const bool scaled = row.find("rating") || row.find("levels");
  const auto rating = scaled ? row.need("rating") : std::nullopt;
  const auto levels = scaled ? row.need("levels") : std::nullopt;
  if (rating) {
    if (const auto at = resolve(*rating, ids_of(pack_.facts), {"dữ kiện", "fact"}))
      out.rating = static_cast<std::uint16_t>(*at);
  }
  // What is no scale is told later.
  if (levels && out.rating && pack_.facts[*out.rating].type == fact_type::choice)
    out.levels = resolve_list(*levels, ids_of(pack_.facts[*out.rating].values), {"mức", "level"});
  out.source = read_basis(row);
  pack_.figures = std::move(out);
}

void pack_loader::read_reports(object_reader& reader) {
  const auto view = reader.find("reports");
  if (!view) return;
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    read_report(id, element);
  }
}

void pack_loader::read_report(const std::string& id, const json_view& view) {
  object_reader row{view, findings_};
  if (!row.good()) return;
  report_rule out;
  out.id = id;
  out.label = row.words("label").value_or(bilingual{});
  if (const auto owed_by = row.need("owed_by")) {
    if (const auto at = resolve(*owed_by, ids_of(pack_.roles), {"vai", "role"}))
      out.owed_by = static_cast<role_number>(*at);
  }
  out.to = row.words("to").value_or(bilingual{});
  if (const auto every = row.find("every")) {
    for (const std::size_t at : resolve_list(*every, list_of(period_names), {"kỳ báo cáo", "period"}))
      out.every.push_back(static_cast<period_kind>(at));
  }
  out.on_demand = row.flag_or("on_demand", false);
  out.before_day = read_day_of_month(row, "before_day");
  out.figures_before_day = read_day_of_month(row, "figures_before_day");
  if (const auto contents = row.need("contents")) {
    for (const std::size_t at : resolve_list(*contents, list_of(content_names), {"nội dung", "content"}))
      out.contents.push_back(static_cast<report_content>(at));
  }
  out.by = read_fact_list(row, "by");
  if (const auto when = row.find("when")) out.when = read_guard(*when);
  out.explanation = read_fact_name(row, "explanation");
  out.source = read_basis(row);
  pack_.reports.push_back(std::move(out));
  places_.reports.push_back(view);
}

}  // namespace thoihan
