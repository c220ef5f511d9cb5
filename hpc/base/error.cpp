#include "hpc/base/error.hpp"

#include <string_view>

#include "hpc/base/version.hpp"

namespace vitriflow {

namespace {

std::string& process_label() {
  static std::string label;
  return label;
}

std::string_view short_path(std::string_view file) {
  const std::string_view source = kSourceFolder;
  if (file.substr(0, source.size()) == source && file.size() > source.size()) return file.substr(source.size() + 1);
  const auto slash = file.rfind("../");
  return slash == std::string_view::npos ? file : file.substr(slash + 3);
}

}  // namespace

void set_process_label(std::string label) { process_label() = std::move(label); }

void report_bug(const char* file, int line, const char* condition, const std::string& values) {
  const std::string where = process_label().empty() ? "" : " on " + process_label();
  throw Bug(fmt::format("{}:{}: '{}' does not hold ({}){} [this is a bug]", short_path(file), line, condition, values,
                        where));
}

}  // namespace vitriflow
