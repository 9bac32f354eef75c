#include "src/pack/pack_texts.hpp"

#include <utility>

#include "src/pack/pack_loader.hpp"

namespace thoihan {
namespace {

std::optional<source_text> find_text(const std::map<std::string, std::string>& texts, std::string_view name,
                                     std::string_view suffix) {
  const auto found = texts.find(std::string{name});
  if (found == texts.end()) return std::nullopt;
  return source_text{found->first + std::string{suffix}, found->second};
}

class text_source final : public rules_source {
 public:
  explicit text_source(const pack_texts& texts) : texts_(texts) {}
  std::optional<source_text> own(std::string_view name) override { return find_text(texts_.own, name, ""); }
  std::optional<source_text> shared(std::string_view reference) override {
    return find_text(texts_.shared, reference, ".json");
  }

 private:
  const pack_texts& texts_;
};

// Gives what the folder gives, and keeps it.
class keeping_source final : public rules_source {
 public:
  keeping_source(const std::string& path, const std::string& root) : folder_(path, root) {}
  std::optional<source_text> own(std::string_view name) override { return kept(folder_.own(name), kept_.own, name); }
  std::optional<source_text> shared(std::string_view reference) override {
    return kept(folder_.shared(reference), kept_.shared, reference);
  }
  pack_texts take() { return std::move(kept_); }

 private:
  static std::optional<source_text> kept(std::optional<source_text> found, std::map<std::string, std::string>& texts,
                                         std::string_view name) {
    if (found) texts[std::string{name}] = found->text;
    return found;
  }

  folder_source folder_;
  pack_texts kept_;
};

}  // namespace

pack_texts read_pack_texts(const std::string& path, const std::string& root) {
  keeping_source source{path, root};
  check_pack(source);
  return source.take();
}

checked_pack check_pack(const pack_texts& texts) {
  text_source source{texts};
  return check_pack(source);
}

}  // namespace thoihan
