#include "stages/engines/accelerator.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr int kMost = 1000;

// 0: it is no number from 1.
int number_in(const std::string& text) {
  int number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = problem == std::errc() && end == text.data() + text.size();
  return whole && number >= 1 && number <= kMost ? number : 0;
}

}  // namespace

std::vector<std::string> accelerator_names() { return {"none", "kokkos", "gpu"}; }

std::string accelerator_name(const Accelerator& accelerator) {
  return accelerator_names()[static_cast<std::size_t>(accelerator.package)];
}

std::string to_text(const Accelerator& accelerator) {
  if (!accelerator.any()) return "none";
  return fmt::format("{}:{}:{}", accelerator_name(accelerator), accelerator.gpus, accelerator.gpu_ranks);
}

Accelerator parse_accelerator(const std::string& text) {
  Accelerator accelerator;
  if (text.empty()) return accelerator;
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ':');) parts.push_back(part);
  const auto names = accelerator_names();
  const auto name = std::find(names.begin(), names.end(), parts.empty() ? "" : parts[0]);
  if (name == names.end() || parts.size() > 3) {
    throw Error(fmt::format("'{}' is no accelerator.{} Write for example kokkos:4 for four GPUs a node.", text,
                            name == names.end() ? did_you_mean(parts.empty() ? text : parts[0], names) : ""),
                Failure::invalid_input);
  }
  accelerator.package = static_cast<Accelerator::Package>(name - names.begin());
  if (parts.size() > 1) accelerator.gpus = number_in(parts[1]);
  if (parts.size() > 2) accelerator.gpu_ranks = number_in(parts[2]);
  if (accelerator.gpus < 1 || accelerator.gpu_ranks < 1) {
    throw Error(
        fmt::format("accelerator '{}' states no numbers from 1 on. Write for example kokkos:4:2 for four GPUs a "
                    "node and two ranks a GPU.",
                    text),
        Failure::invalid_input);
  }
  return accelerator;
}

std::string accelerator_problem(const Accelerator& accelerator, const std::vector<std::string>& capabilities) {
  const auto has = [&](const std::string& wanted) {
    return std::find(capabilities.begin(), capabilities.end(), wanted) != capabilities.end();
  };
  const std::string name = accelerator_name(accelerator);
  if (!accelerator.any() || has("accelerator:" + name)) return "";
  if (accelerator.package == Accelerator::Package::kokkos) {
    return fmt::format(
        "this LAMMPS {}, which accelerator 'kokkos' needs. Build LAMMPS with -D PKG_KOKKOS=on -D "
        "Kokkos_ENABLE_CUDA=on (or _HIP, _SYCL), or take accelerator 'none'.",
        has("package:KOKKOS") ? "has KOKKOS without GPUs" : "lacks package KOKKOS");
  }
  return fmt::format(
      "this LAMMPS {}, which accelerator 'gpu' needs. Build LAMMPS with -D PKG_GPU=on -D GPU_PREC=double, "
      "or take accelerator 'none'.",
      has("package:GPU") ? "has package GPU, but not in double precision" : "lacks package GPU");
}

std::vector<std::string> lammps_switches(const Accelerator& accelerator, int group_size) {
  if (!accelerator.any()) return {};
  const std::string all = std::to_string(accelerator.gpus);
  if (accelerator.package == Accelerator::Package::kokkos) return {"-k", "on", "g", all, "-sf", "kk"};
  const int used = (group_size + accelerator.gpu_ranks - 1) / accelerator.gpu_ranks;
  if (used >= accelerator.gpus || accelerator.node_rank < 0) return {"-sf", "gpu", "-pk", "gpu", all};
  const int first = accelerator.node_rank / accelerator.gpu_ranks % accelerator.gpus;
  // A group that would reach beyond the last GPU of its node takes the last ones.
  return {"-sf",
          "gpu",
          "-pk",
          "gpu",
          std::to_string(used),
          "gpuID",
          std::to_string(std::min(first, accelerator.gpus - used))};
}

}  // namespace vitriflow
