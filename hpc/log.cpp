#include "hpc/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> opened;
  return opened;
}

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      break;
  }
  return spdlog::level::err;
}

std::shared_ptr<spdlog::sinks::basic_file_sink_mt> log_file(const std::string& path) {
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
  } catch (const spdlog::spdlog_ex& error) {
    throw Error(fmt::format("cannot open the log '{}' ({}). Check the permissions of its folder.", path, error.what()),
                Failure::environment);
  }
}

}  // namespace

void open_log(const std::string& path, LogLevel console_level) {
  std::error_code ignored;  // the sink says what is wrong with the folder
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  auto file = log_file(path);
  file->set_level(spdlog::level::debug);
  // Colour only on a terminal, and never against the user's wish (https://no-color.org).
  const char* plain = std::getenv("NO_COLOR");
  const bool colour = plain == nullptr || *plain == '\0';
  auto console = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(colour ? spdlog::color_mode::automatic
                                                                              : spdlog::color_mode::never);
  console->set_level(level_of(console_level));
  console->set_pattern("%^%l%$: %v");
  auto opened = std::make_shared<spdlog::logger>("vitriflow", spdlog::sinks_init_list{file, console});
  opened->set_level(spdlog::level::debug);
  file->set_formatter(
      std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
  opened->flush_on(spdlog::level::info);  // an engine may end the process at any time
  logger() = std::move(opened);
}

void write_log(LogLevel level, std::string_view message) {
  if (logger()) {
    logger()->log(level_of(level), "{}", message);
  } else if (level == LogLevel::warning || level == LogLevel::error) {
    fmt::print(stderr, "{}: {}\n", level == LogLevel::warning ? "warning" : "error", message);
  }
}

void write_log_once(LogLevel level, const std::string& message) {
  static std::mutex mutex;
  static std::set<std::string> said;
  {
    const std::lock_guard lock(mutex);
    if (!said.insert(message).second) return;
  }
  write_log(level, message);
}

}  // namespace vitriflow
