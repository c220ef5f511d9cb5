#include "stages/engines/lammps_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <string_view>

#include "hpc/base/files.hpp"

namespace vitriflow {

bool lammps_reads_as_it_stands(const std::string& path) {
  constexpr std::string_view kPlain = "/._-+=,:@~[]() ";
  return std::all_of(path.begin(), path.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos);
  });
}

LammpsPath::LammpsPath(const std::string& path, bool opens) : name_(path) {
  if (lammps_reads_as_it_stands(path)) return;
  name_ = "/dev/null";  // what ranks parse that open nothing
  if (!opens) return;
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw_file_error("open", path, errno);
  name_ = fmt::format("/proc/self/fd/{}", descriptor_);
}

LammpsPath::~LammpsPath() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace vitriflow
