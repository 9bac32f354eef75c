// What a power cut leaves of files: what was forced to the medium, and of the rest any sectors, and no others.
//
//     unsynced_writes medium;
//     fault_vfs disk;
//     disk.watch(&medium);
//     disk.cut(17);                           // the power goes with the 17th change of a file from now
//     ...                                     // whatever works with the files fails from there on
//     medium.leave("a.db", "after/a.db", 1022);      // the file as the medium has it then; false: it has none
//
// A sector of 512 bytes is written or not, never in part. What was written since the last sync of its file gets there sector by
// sector by the seed: all of it, none, or some, in another order than it was written; so does a shorter length. A name that was made
// is on the medium when its folder is, which SQLite forces with the first sync of a new journal or log; one that was
// removed may be there again until then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class unsynced_writes {
 public:
  // For the disk: what happens to a file, before it happens.
  void open(const std::string& path);
  void write(const std::string& path, std::string_view bytes, std::int64_t at);
  void truncate(const std::string& path, std::int64_t size);
  void sync(const std::string& path);
  void remove(const std::string& path, bool with_folder);

  // A medium that says it has written and has not.
  void forget_syncs() { forgets_ = true; }

  bool leave(const std::string& path, const std::string& as, std::uint64_t seed) const;

 private:
  struct change {
    std::int64_t at = 0;               // of a shorter length: where the file ends
    std::optional<std::string> bytes;  // none: a shorter length
  };
  struct kept_file {
    std::string medium;
    bool named = false;  // its name is on the medium
    bool removed = false;
    std::vector<change> since;         // the last sync
    std::optional<std::string> older;  // of the same name, whose removal may not have got there
  };

  static void apply(std::string& to, const change& what);
  void sync_folder(const std::string& path);

  std::map<std::string, kept_file> files_;
  bool forgets_ = false;
};
