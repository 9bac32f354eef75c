#include "thoihan/store/host_key.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"

using thoihan::host_key;
using thoihan::new_host_key;
using thoihan::read_host_key;
using thoihan::status;
using thoihan::write_host_key;

namespace {

const std::string digits = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eFF";

void write_key_file(const std::string& path, const std::string& bytes, mode_t mode = 0600) {
  write_bytes(path, bytes);
  REQUIRE(::chmod(path.c_str(), mode) == 0);
}

// The texts of a pipe, read by its descriptor.
class pipe_with {
 public:
  explicit pipe_with(const std::string& text) {
    REQUIRE(::pipe(ends_) == 0);
    REQUIRE(::write(ends_[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(ends_[1]);
  }
  pipe_with(const pipe_with&) = delete;
  pipe_with& operator=(const pipe_with&) = delete;
  ~pipe_with() { ::close(ends_[0]); }
  int descriptor() const { return ends_[0]; }

 private:
  int ends_[2] = {-1, -1};
};

void check_counting(const host_key& key, const std::string& id) {
  CHECK(key.id == id);
  for (std::size_t i = 0; i < 31; ++i) CHECK(key.bytes[i] == i);
  CHECK(key.bytes[31] == 0xff);
}

}  // namespace

TEST_SUITE("host key") {
  TEST_CASE("read from a file and from a descriptor, with every end of a line") {
    const temporary_folder folder;
    const std::string path = folder.file("k");
    for (const std::string end : {"", "\n", "\r\n"}) {
      write_key_file(path, "2026-a " + digits + end);
      check_counting(read_host_key(path), "2026-a");
      const pipe_with pipe("2026-a " + digits + end);
      check_counting(read_host_key(pipe.descriptor()), "2026-a");
      CHECK(::fcntl(pipe.descriptor(), F_GETFD) != -1);
    }
    const std::string longest(64, 'x');
    write_key_file(path, longest + " " + digits + "\r\n");
    check_counting(read_host_key(path), longest);
    write_key_file(path, "Az09._- " + digits, 0444);
    check_counting(read_host_key(path), "Az09._-");
  }

  TEST_CASE("what is no key file is refused, and nothing of it is told") {
    const temporary_folder folder;
    const std::string path = folder.file("k");
    const std::string secret = "5ec2e7";
    const std::string near = secret + digits.substr(6);
    const std::vector<std::string> wrong{
        "",
        "\n",
        " ",
        near,
        near + "\n",
        " " + near,
        "a  " + near,
        "a\t" + near,
        "a " + near + " ",
        "a " + near + "\n\n",
        "a " + near + "\nb " + near,
        "a " + near.substr(1),
        "a " + near.substr(2),
        "a " + near + "0",
        "a " + near + "00",
        "a " + near.substr(0, 63) + "g",
        "a " + near.substr(0, 20) + " " + near.substr(20),
        "a " + near.substr(0, 20) + std::string(1, '\0') + near.substr(21),
        std::string(65, 'x') + " " + near,
        "đ " + near,
        "a/b " + near,
        near + " a",
        "{\"id\": \"a\", \"key\": \"" + near + "\"}",
    };
    for (const std::string& text : wrong) {
      write_key_file(path, text);
      const pipe_with pipe(text);
      for (const auto& refusal :
           {refusal_of([&] { read_host_key(path); }), refusal_of([&] { read_host_key(pipe.descriptor()); })}) {
        REQUIRE(refusal);
        CHECK(refusal->code() == status::schema);
        CHECK_FALSE(contains(refusal->text().vi, secret));
        CHECK_FALSE(contains(refusal->what(), secret));
        CHECK(contains(refusal->text().vi, "64 chữ số"));
        CHECK(contains(refusal->text().en, "64 hexadecimal"));
      }
      CHECK(contains(refusal_of([&] { read_host_key(path); })->what(), path));
    }
  }

  TEST_CASE("a file that is too long is not read to its end") {
    const temporary_folder folder;
    write_key_file(folder.file("k"), "a " + digits + std::string(1'000'000, ' '));
    CHECK(status_of([&] { read_host_key(folder.file("k")); }) == status::too_big);
    CHECK(status_of([&] { read_host_key("/dev/zero"); }) == status::too_big);
  }

  TEST_CASE("others may not write it") {
    const temporary_folder folder;
    const std::string path = folder.file("k");
    for (const mode_t mode : {0620U, 0602U, 0666U, 0777U}) {
      write_key_file(path, "a " + digits, mode);
      const auto refusal = refusal_of([&] { read_host_key(path); });
      check_message(refusal, path, "chmod 600", "chmod 600");
      CHECK(refusal->code() == status::authority);
    }
    for (const mode_t mode : {0400U, 0600U, 0640U, 0644U, 0700U}) {
      write_key_file(path, "a " + digits, mode);
      check_counting(read_host_key(path), "a");
    }
  }

  TEST_CASE("no file, a folder, no descriptor") {
    const temporary_folder folder;
    CHECK(status_of([&] { read_host_key(folder.file("none")); }) == status::io);
    CHECK(contains(refusal_of([&] { read_host_key(folder.file("none")); })->what(), folder.file("none")));
    CHECK(status_of([&] { read_host_key(folder.path().string()); }) == status::io);
    CHECK(status_of([] { read_host_key(""); }) == status::invalid);
    CHECK(status_of([] { read_host_key(std::string("a\0b", 3)); }) == status::invalid);
    CHECK(status_of([] { read_host_key(-1); }) == status::invalid);
    CHECK(status_of([] { read_host_key(987654); }) == status::invalid);
    CHECK(contains(refusal_of([] { read_host_key(987654); })->what(), "987654"));
  }

  TEST_CASE("a new key is written once, for its owner alone, and read back") {
    const temporary_folder folder;
    const std::string path = folder.file("k");
    const host_key key = new_host_key("2026-a");
    write_host_key(key, path);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK(info.st_size == 6 + 1 + 64 + 1);
    const host_key back = read_host_key(path);
    CHECK(back.id == "2026-a");
    CHECK(back.bytes == key.bytes);

    const std::string before = bytes_of(path);
    CHECK(status_of([&] { write_host_key(new_host_key("b"), path); }) == status::conflict);
    CHECK(bytes_of(path) == before);
    CHECK(status_of([&] { write_host_key(key, folder.file("no/k")); }) == status::io);
    CHECK(status_of([&] { write_host_key(host_key{}, folder.file("l")); }) == status::invalid);
    CHECK(files_in(folder).size() == 1);
    CHECK(status_of([&] { write_host_key(key, "/dev/full"); }) == status::conflict);
  }

  TEST_CASE("an id that cannot be") {
    for (const std::string id : {"", " ", "a b", "đ", "a/b", "a\n"}) {
      CHECK(status_of([&] { new_host_key(id); }) == status::invalid);
    }
    CHECK(status_of([] { new_host_key(std::string(65, 'a')); }) == status::invalid);
    CHECK(new_host_key(std::string(64, 'a')).id.size() == 64);
    CHECK(new_host_key("a").bytes != new_host_key("a").bytes);
  }
}
