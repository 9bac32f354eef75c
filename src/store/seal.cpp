#include "src/store/seal.hpp"

#include <sodium.h>

#include <cstddef>

#include "src/pack/say.hpp"
#include "src/store/sodium.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t key_size = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;

using key_bytes = std::array<std::uint8_t, key_size>;

// Both ways over a string's bytes.
unsigned char* bytes_of(std::string& text) noexcept { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void add_number(std::string& out, std::uint64_t number) {
  for (unsigned shift = 0; shift < 64; shift += 8) out += static_cast<char>((number >> shift) & 0xFFU);
}

void add_part(std::string& out, std::string_view part) {
  add_number(out, part.size());
  out += part;
}

std::string key_place(std::string_view host_key_id, std::string_view case_id) {
  std::string place;
  add_part(place, "thoihan data key 1");
  add_part(place, host_key_id);
  add_part(place, case_id);
  return place;
}

std::string text_place(const fact_place& where) {
  std::string place;
  add_part(place, "thoihan personal fact 1");
  add_part(place, where.case_id);
  add_part(place, where.fact);
  add_number(place, sizeof where.sequence);
  add_number(place, static_cast<std::uint64_t>(where.sequence));
  return place;
}

// A nonce and room for `text_size` bytes and their tag. The text is put behind the nonce and encrypted where it stands.
std::string with_nonce(std::size_t text_size) {
  require_sodium();
  std::string out(nonce_size + text_size + tag_size, '\0');
  randombytes_buf(out.data(), nonce_size);
  return out;
}

void encrypt(std::string& out, std::string_view place, const key_bytes& key) noexcept {
  unsigned char* text = bytes_of(out) + nonce_size;
  crypto_aead_xchacha20poly1305_ietf_encrypt(text, nullptr, text, out.size() - nonce_size - tag_size, bytes_of(place),
                                             place.size(), nullptr, bytes_of(out), key.data());
}

// `out` has room for what is encrypted.
bool decrypt(unsigned char* out, std::string_view sealed, std::string_view place, const key_bytes& key) {
  require_sodium();
  return crypto_aead_xchacha20poly1305_ietf_decrypt(out, nullptr, nullptr, bytes_of(sealed) + nonce_size,
                                                    sealed.size() - nonce_size, bytes_of(place), place.size(),
                                                    bytes_of(sealed), key.data()) == 0;
}

}  // namespace

data_key::data_key(data_key&& other) noexcept : bytes_(other.bytes_) {
  sodium_memzero(other.bytes_.data(), other.bytes_.size());
}

data_key& data_key::operator=(data_key&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    sodium_memzero(other.bytes_.data(), other.bytes_.size());
  }
  return *this;
}

data_key::~data_key() { sodium_memzero(bytes_.data(), bytes_.size()); }

data_key data_key::random() {
  require_sodium();
  data_key key;
  randombytes_buf(key.bytes_.data(), key.bytes_.size());
  return key;
}

std::string data_key::wrap(const host_key& host, std::string_view case_id) const {
  const std::string place = key_place(host.id, case_id);
  std::string out = with_nonce(bytes_.size());
  for (std::size_t i = 0; i < bytes_.size(); ++i) out[nonce_size + i] = static_cast<char>(bytes_[i]);
  encrypt(out, place, host.bytes);
  return out;
}

data_key data_key::unwrap(std::string_view wrapped, const host_key& host, std::string_view case_id) {
  data_key key;
  if (wrapped.size() == nonce_size + key_size + tag_size &&
      decrypt(key.bytes_.data(), wrapped, key_place(host.id, case_id), host.bytes)) {
    return key;
  }
  throw error(status::key,
              say("khóa \"{}\" không mở được dữ liệu cá nhân của hồ sơ {}: hãy đưa khóa đã dùng khi ghi; nếu "
                  "đúng là khóa ấy thì dữ liệu đã bị sửa",
                  "the key \"{}\" does not open the personal data of case {}: give the key that was used to "
                  "write it; if it is that key, the data was changed",
                  host.id, case_id));
}

std::string seal(const data_key& key, const fact_place& where, const fact_salt& salt, std::string_view text) {
  const std::string place = text_place(where);
  std::string out = with_nonce(salt.size() + text.size());
  for (std::size_t i = 0; i < salt.size(); ++i) out[nonce_size + i] = static_cast<char>(salt[i]);
  out.replace(nonce_size + salt.size(), text.size(), text);
  encrypt(out, place, key.bytes_);
  return out;
}

opened_text open_sealed(const data_key& key, const fact_place& where, std::string_view sealed) {
  opened_text opened;
  if (sealed.size() >= nonce_size + opened.salt.size() + tag_size) {
    opened.text.resize(sealed.size() - nonce_size - tag_size);
    if (decrypt(bytes_of(opened.text), sealed, text_place(where), key.bytes_)) {
      for (std::size_t i = 0; i < opened.salt.size(); ++i) {
        opened.salt[i] = static_cast<std::uint8_t>(opened.text[i]);
      }
      opened.text.erase(0, opened.salt.size());
      return opened;
    }
  }
  throw error(
      status::corrupt,
      say("nội dung đã niêm phong của {} (hồ sơ {}, số {}) không mở được: dữ liệu đã bị sửa hoặc đặt nhầm chỗ",
          "the sealed text of {} (case {}, sequence {}) does not open: it was changed, or stands at another's place",
          where.fact, where.case_id, where.sequence));
}

}  // namespace thoihan
