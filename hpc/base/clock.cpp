#include "hpc/base/clock.hpp"

#include <chrono>
#include <cmath>
#include <ctime>
#include <thread>

#include <fmt/format.h>

namespace vitriflow {

namespace {

class SystemClock final : public Clock {
 public:
  double wall_s() const override {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  }
  double monotonic_s() const override {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }
  void sleep_s(double seconds) override {
    if (seconds > 0) std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  }
};

}  // namespace

Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

std::string iso_utc(double wall_s) {
  constexpr double kYear10000 = 253402300800.0;
  if (!(std::abs(wall_s) < kYear10000)) return "unknown";
  const auto seconds = static_cast<std::time_t>(std::floor(wall_s));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string duration_text(double seconds) {
  if (!(std::abs(seconds) < 1e15)) return "unknown";
  if (seconds < 0) return "-" + duration_text(-seconds);
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  const long long minutes = (whole + 30) / 60;
  constexpr long long kDay = 24LL * 60;
  if (minutes < 2 * kDay) return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
  return fmt::format("{} d {:02} h", minutes / kDay, minutes / 60 % 24);
}

}  // namespace vitriflow
