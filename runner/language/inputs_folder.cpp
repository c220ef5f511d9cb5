#include <array>
#include <cstdlib>
#include <filesystem>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"
#include "runner/language/workflow.hpp"

namespace vitriflow {

std::string find_inputs_folder() {
  const char* chosen = std::getenv("VITRIFLOW_INPUTS");
  if (chosen != nullptr && *chosen != '\0') {
    if (std::filesystem::is_directory(chosen)) return chosen;
    throw Error(
        fmt::format("VITRIFLOW_INPUTS names '{}', which is no folder. Set it to the folder that holds structures/ "
                    "and forcefields/, or unset it.",
                    chosen),
        Failure::environment);
  }
  const std::array<std::string, 2> places{std::string(kSourceFolder) + "/inputs",
                                          std::string(kInstallShare) + "/inputs"};
  for (const std::string& place : places) {
    if (std::filesystem::is_directory(place)) return place;
  }
  throw Error(
      fmt::format("the installed inputs are neither in '{}' nor in '{}'. Set VITRIFLOW_INPUTS to the folder that "
                  "holds structures/ and forcefields/.",
                  places[0], places[1]),
      Failure::environment);
}

}  // namespace vitriflow
