// Log: one place where messages leave the program; spdlog stands behind it and is seen nowhere else.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace vitriflow {

enum class LogLevel { debug, info, warning, error };

// To a file (created with its folder) and, from `console_level` on, to standard error. Call once a process.
void open_log(const std::string& path, LogLevel console_level);
void write_log(LogLevel level, std::string_view message);

// The same message once a process: what several readers of one file notice is one thing to say.
void write_log_once(LogLevel level, const std::string& message);

template <typename... T>
void log_debug(fmt::format_string<T...> text, T&&... values) {
  write_log(LogLevel::debug, fmt::format(text, std::forward<T>(values)...));
}
template <typename... T>
void log_info(fmt::format_string<T...> text, T&&... values) {
  write_log(LogLevel::info, fmt::format(text, std::forward<T>(values)...));
}
template <typename... T>
void log_warning(fmt::format_string<T...> text, T&&... values) {
  write_log(LogLevel::warning, fmt::format(text, std::forward<T>(values)...));
}

template <typename... T>
void log_warning_once(fmt::format_string<T...> text, T&&... values) {
  write_log_once(LogLevel::warning, fmt::format(text, std::forward<T>(values)...));
}

}  // namespace vitriflow
