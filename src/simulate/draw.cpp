#include "src/simulate/draw.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace thoihan {
namespace {

constexpr std::size_t cells = 1024;
constexpr int cell_bits = 54;  // of a number of 64: where it lies in its cell
constexpr double cell_share = 0x1p-54;
constexpr double most_seconds = 2147483648.0;

template <std::size_t Size>
double polynomial(const std::array<double, Size>& coefficients, double x) noexcept {
  double out = coefficients[Size - 1];
  for (std::size_t i = Size - 1; i > 0; --i) out = out * x + coefficients[i - 1];
  return out;
}

}  // namespace

double natural_logarithm(double x) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<std::int64_t>(bits >> 52U) - 1023;
  double part = std::bit_cast<double>((bits & 0x000FFFFFFFFFFFFFU) | 0x3FF0000000000000U);
  if (part > 1.4142135623730951) {
    part *= 0.5;
    ++exponent;
  }
  // log((1 + s) / (1 - s)) = 2 (s + s^3 / 3 + ...), with |s| < 0.172.
  const double s = (part - 1.0) / (part + 1.0);
  const double square = s * s;
  constexpr std::array<double, 12> shares = {1.0,      1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11,
                                             1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23};
  const double sum = polynomial(shares, square);
  return 2.0 * s * sum + static_cast<double>(exponent) * 0.6931471805599453;
}

double exponential(double x) noexcept {
  if (x < -700.0) return 0;
  const auto whole = static_cast<std::int64_t>(x * 1.4426950408889634 + (x < 0 ? -0.5 : 0.5));
  // ln 2 in two parts, so that what is left keeps its digits.
  const double rest = (x - static_cast<double>(whole) * 0.693147180369123816490) -
                      static_cast<double>(whole) * 1.90821492927058770002e-10;
  double sum = 1;
  for (int term = 16; term > 0; --term) sum = 1.0 + rest * sum / term;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(whole + 1023) << 52U);
}

double normal_quantile(double p) noexcept {
  static constexpr std::array<double, 8> a = {
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr std::array<double, 8> b = {1.0,
                                              4.2313330701600911252e+1,
                                              6.8718700749205790830e+2,
                                              5.3941960214247511077e+3,
                                              2.1213794301586595867e+4,
                                              3.9307895800092710610e+4,
                                              2.8729085735721942674e+4,
                                              5.2264952788528545610e+3};
  static constexpr std::array<double, 8> c = {
      1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
      1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr std::array<double, 8> d = {1.0,
                                              2.05319162663775882187e0,
                                              1.67638483018380384940e0,
                                              6.89767334985100004550e-1,
                                              1.48103976427480074590e-1,
                                              1.51986665636164571966e-2,
                                              5.47593808499534494600e-4,
                                              1.05075007164441684324e-9};
  static constexpr std::array<double, 8> e = {
      6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr std::array<double, 8> f = {1.0,
                                              5.99832206555887937690e-1,
                                              1.36929880922735805310e-1,
                                              1.48753612908506148525e-2,
                                              7.86869131145613259100e-4,
                                              1.84631831751005468180e-5,
                                              1.42151175831644588870e-7,
                                              2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  const double r = std::sqrt(-natural_logarithm(q < 0 ? p : 1.0 - p));
  const double z =
      r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
  return q < 0 ? -z : z;
}

time_table::time_table(const simulated_time& time) : time_(time) {
  if (time.shape != time_shape::exponential && time.shape != time_shape::lognormal) return;
  seconds_.resize(cells);
  for (std::size_t i = 1; i < cells; ++i) seconds_[i] = quantile(static_cast<double>(i) / cells);
}

double time_table::quantile(double p) const noexcept {
  const double scale = time_.minutes * 60.0;
  if (time_.shape == time_shape::exponential) return -scale * natural_logarithm(1.0 - p);
  return scale * exponential(std::min(time_.sigma * normal_quantile(p), 700.0));
}

std::uint32_t time_table::seconds(std::uint64_t bits) const noexcept {
  double out = time_.minutes * 60.0;
  if (time_.shape == time_shape::observed) {
    out = time_.observed[one_of(bits, time_.observed.size())] * 60.0;
  } else if (!seconds_.empty()) {
    const std::size_t cell = bits >> cell_bits;
    if (cell == 0 || cell == cells - 1) {
      out = quantile(open_share(bits));
    } else {
      const double along = static_cast<double>(bits & ((std::uint64_t{1} << cell_bits) - 1)) * cell_share;
      out = seconds_[cell] + along * (seconds_[cell + 1] - seconds_[cell]);
    }
  }
  return static_cast<std::uint32_t>(std::clamp(out + 0.5, 1.0, most_seconds));
}

weighted_choice::weighted_choice(const std::vector<double>& weights) {
  double all = 0;
  for (const double weight : weights) all += weight;
  std::vector<double> left;  // of 1 a place
  std::vector<std::uint32_t> poor;
  std::vector<std::uint32_t> rich;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    left.push_back(weights[at] / all * static_cast<double>(weights.size()));
    (left[at] < 1 ? poor : rich).push_back(static_cast<std::uint32_t>(at));
    cells_.push_back({0xFFFFFFFFU, static_cast<std::uint32_t>(at)});
  }
  while (!poor.empty() && !rich.empty()) {
    const std::uint32_t at = poor.back();
    const std::uint32_t giver = rich.back();
    poor.pop_back();
    cells_[at] = {static_cast<std::uint32_t>(left[at] * 0x1p32), giver};
    left[giver] -= 1 - left[at];
    if (left[giver] >= 1) continue;
    rich.pop_back();
    poor.push_back(giver);
  }
}

}  // namespace thoihan
