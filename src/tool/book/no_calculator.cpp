#include "src/tool/book_assets.hpp"

namespace thoihan {

std::string_view book_calculator() noexcept { return {}; }

}  // namespace thoihan
