#include "src/tool/book/packed_text.hpp"

#include <sodium.h>
#include <zlib.h>

#include <new>
#include <vector>

namespace thoihan {

std::string packed_text(std::string_view text) {
  constexpr int largest_window = 15;
  constexpr int with_gzip_head = 16;
  constexpr int most_memory = 9;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, largest_window + with_gzip_head, most_memory,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc{};
  std::vector<unsigned char> bytes(deflateBound(&stream, text.size()));
  std::vector<unsigned char> in(text.begin(), text.end());
  stream.next_in = in.data();
  stream.avail_in = static_cast<unsigned>(in.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<unsigned>(bytes.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  const std::size_t size = stream.total_out;
  deflateEnd(&stream);
  if (!whole) throw std::bad_alloc{};
  std::string out(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), size, sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the NUL that sodium writes
  return out;
}

}  // namespace thoihan
