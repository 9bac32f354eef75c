// Where the texts of a pack come from: a folder with its rules root, or the texts that a store has kept.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace thoihan {

struct source_text {
  std::string file;  // how messages name it
  std::string text;
};

class rules_source {
 public:
  virtual ~rules_source() = default;
  // A file of the pack's own folder: "pack.json".
  virtual std::optional<source_text> own(std::string_view name) = 0;
  // A shared file by its reference: "national/office".
  virtual std::optional<source_text> shared(std::string_view reference) = 0;
  // A file in the folder of a shared one: "province/lac-hong", "authorities.json".
  std::optional<source_text> beside(std::string_view folder, std::string_view name) {
    static constexpr std::string_view suffix = ".json";
    if (name.size() <= suffix.size() || name.substr(name.size() - suffix.size()) != suffix) return std::nullopt;
    return shared(std::string{folder} + "/" + std::string{name.substr(0, name.size() - suffix.size())});
  }
};

class folder_source final : public rules_source {
 public:
  // `path`: the folder or its pack.json. `root` empty: the nearest folder above that has a `national` folder.
  folder_source(const std::string& path, const std::string& root);
  std::optional<source_text> own(std::string_view name) override;
  std::optional<source_text> shared(std::string_view reference) override;

 private:
  std::string folder_;
  std::string file_;
  std::string root_;
};

class kept_source final : public rules_source {
 public:
  kept_source(std::string_view canonical, std::string_view calendars_canonical);
  std::optional<source_text> own(std::string_view name) override;
  std::optional<source_text> shared(std::string_view reference) override;

 private:
  boost::json::object own_;
  boost::json::object shared_;
};

}  // namespace thoihan
