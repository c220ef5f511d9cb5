#include "hpc/base/installed_folder.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>

#include "hpc/base/error.hpp"
#include "hpc/base/version.hpp"

namespace vitriflow {

std::string find_installed(const InstalledFolder& folder) {
  const char* chosen = std::getenv(folder.variable.c_str());
  if (chosen != nullptr && *chosen != '\0') {
    if (std::filesystem::is_directory(chosen)) return chosen;
    throw Error(fmt::format("{} names '{}', which is no folder. Set it to the folder that holds {}, or unset it.",
                            folder.variable, chosen, folder.holds),
                Failure::environment);
  }
  const std::array<std::string, 2> places{std::string(kSourceFolder) + "/" + folder.in_source,
                                          std::string(kInstallShare) + "/" + folder.name};
  for (const std::string& place : places) {
    if (std::filesystem::is_directory(place)) return place;
  }
  throw Error(fmt::format("the installed {} are neither in '{}' nor in '{}'. Set {} to the folder that holds {}.",
                          folder.name, places[0], places[1], folder.variable, folder.holds),
              Failure::environment);
}

}  // namespace vitriflow
