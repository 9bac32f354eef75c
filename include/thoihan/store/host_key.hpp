// The host's key: what turns the key of every case into something that only the host can use.
//
//     thoihan::host_key key = thoihan::new_host_key("2026-a");
//     thoihan::write_host_key(key, "/etc/portal/thoihan.key");               // once, by the one who sets the portal up
//     thoihan::host_key same = thoihan::read_host_key("/etc/portal/thoihan.key");
//
// A key file is one line: the key's id, a space, the key as 64 hexadecimal digits; a line feed (or CR LF) may end it.
//
//     2026-a 7f0c...e1
//
// The id tells which key wrapped a case's: letters, digits and "._-", 1 to 64 of them. It is no secret and stands in the database;
// the 32 bytes never do, in no file, message or log of thoihan's. Whoever has both the database and the key reads everything,
// whoever loses the key has lost every personal text: keep a copy where the database's backups are not.
//
// Others than the file's owner may not be able to write it: who can replace the key decides what can be read later. That
// they may read it is the owner's choice, since secrets that a container is given are often readable by all in it.
//
// A key can be moved and not copied; it is wiped when it ends. Errors: thoihan::error with status io (no such file, cannot be
// read), schema (no key in it), too_big, authority (others may write it), conflict (a file that is there), invalid (an id or a
// descriptor that cannot be), full, unsupported (the system gives no random numbers). No message has anything of a file's
// content.
// Thread-safety: values. Cost: one small file.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace thoihan {

struct host_key {
  host_key() = default;
  host_key(host_key&& other) noexcept;
  host_key& operator=(host_key&& other) noexcept;
  host_key(const host_key&) = delete;
  host_key& operator=(const host_key&) = delete;
  ~host_key();

  std::string id;
  std::array<std::uint8_t, 32> bytes{};
};

host_key read_host_key(const std::string& path);

// Reads to the end and leaves the descriptor open. What stands behind it is not asked who may write it.
host_key read_host_key(int descriptor);

// 32 random bytes under an id.
host_key new_host_key(std::string_view id);

// A new file that its owner alone may read and write (0600); one that is there is never written over (`conflict`). The
// key is on the disk when the call returns.
void write_host_key(const host_key& key, const std::string& path);

}  // namespace thoihan
