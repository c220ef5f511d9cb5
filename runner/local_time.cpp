#include "runner/local_time.hpp"

#include <ctime>

#include <fmt/format.h>

namespace vitriflow {
namespace {

std::tm local_parts(double wall_s) {
  const auto seconds = static_cast<std::time_t>(wall_s);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

}  // namespace

std::string time_of_day(double wall_s) {
  const std::tm parts = local_parts(wall_s);
  return fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string date_and_time(double wall_s) {
  const std::tm parts = local_parts(wall_s);
  return fmt::format("{}-{:02}-{:02} {}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, time_of_day(wall_s));
}

}  // namespace vitriflow
