#include <algorithm>
#include <boost/json.hpp>

#include "src/pack/extend.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/vocabulary.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::size_t most_bases = 8;

}  // namespace

// The pack as a whole: what it says itself, with the words that it shares, on what it extends.
std::shared_ptr<const json_text> pack_loader::with_base(std::shared_ptr<const json_text> text) {
  const auto own = with_vocabulary(text, source_, findings_);
  if (!own) return nullptr;
  const json_view root = own->root();
  const auto* members = root.value->if_object();
  if (members == nullptr || !members->contains("extends")) return own;
  for (std::size_t i = 0; i < members->size(); ++i) {
    if ((members->begin() + static_cast<std::ptrdiff_t>(i))->key() != "extends") continue;
    const auto base = read_base(member_of(root, i));
    return base ? extend(base, own, findings_.list()) : nullptr;
  }
  return own;
}

std::shared_ptr<const json_text> pack_loader::read_base(const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return nullptr;
  const auto folder = reader.text("pack");
  const auto version = reader.text("version");
  const auto hash = reader.text_if("hash");
  if (!folder || !version) return nullptr;
  const json_view named = *reader.find("pack");
  if (std::find(bases_.begin(), bases_.end(), *folder) != bases_.end()) {
    findings_.error("cycle", named.where(),
                    say("các gói kế thừa nhau thành vòng qua \"{}\"", "packs extend one another in a ring through \"{}\"",
                        *folder));
    return nullptr;
  }
  if (bases_.size() == most_bases) {
    findings_.error("too-deep", named.where(),
                    say("nhiều nhất {} gói kế thừa nhau", "at most {} packs may extend one another", most_bases));
    return nullptr;
  }
  auto found = source_.beside(*folder, "pack.json");
  if (!found) {
    findings_.error("unknown-reference", named.where(),
                    say("không có gói \"{}\": cần tệp {}/pack.json dưới thư mục quy tắc",
                        "there is no pack \"{}\": expected the file {}/pack.json under the rules root", *folder, *folder));
    return nullptr;
  }
  const auto own = json_text::read(std::move(found->file), std::move(found->text), findings_.list());
  if (!own) return nullptr;
  bases_.push_back(*folder);
  const auto base = with_base(own);
  if (!base) return nullptr;
  held_texts_.push_back(base);
  const auto* members = base->value().if_object();
  const auto* has = members == nullptr ? nullptr : members->if_contains("version");
  if (has == nullptr || !has->is_string() || std::string_view{has->get_string()} != *version) {
    findings_.error("wrong-version", reader.find("version")->where(),
                    say("gói \"{}\" có phiên bản {}, không phải \"{}\"", "the pack \"{}\" has the version {}, not \"{}\"",
                        *folder, has == nullptr ? std::string{"—"} : json::serialize(*has), *version));
    return nullptr;
  }
  if (hash && hash_of_base(*base, *folder) != *hash) {
    findings_.error("wrong-hash", reader.find("hash")->where(),
                    say("nội dung của gói \"{}\" đã khác: mã băm là {}", "the pack \"{}\" has changed: its hash is {}", *folder,
                        hash_of_base(*base, *folder)));
    return nullptr;
  }
  return base;
}

// As the base itself would have it, loaded alone.
std::string pack_loader::hash_of_base(const json_text& base, const std::string& folder) {
  json::object texts;
  texts["pack.json"] = base.value();
  const auto* name = base.value().get_object().if_contains("authorities");
  if (name != nullptr && name->is_string()) {
    const std::string file{name->get_string()};
    auto found = source_.beside(folder, file);
    for (std::size_t i = 0; i < bases_.size() && !found; ++i) found = source_.beside(bases_[i], file);
    boost::system::error_code code;
    if (found) texts[file] = json::parse(found->text, code);
  }
  return hash_of_text(canonical_json(texts));
}

}  // namespace thoihan
