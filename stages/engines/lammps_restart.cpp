#include "stages/engines/lammps_restart.hpp"

#include <fstream>

#include "hpc/base/files.hpp"
#include "stages/engines/lammps_instance.hpp"

namespace vitriflow {

namespace {

constexpr std::string_view kMagic = "LammpS RestartT";

}  // namespace

bool is_lammps_restart(const std::string& path) {
  std::string start(kMagic.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file && start == kMagic;
}

std::string restart_as_data(const std::string& path, const Communicator& group, const EngineSetup& setup) {
  const Communicator own = group.duplicate();
  const std::string data = setup.scratch + "/restart.data";
  LammpsInstance lammps(group, own, setup);
  lammps.command("read_restart \"" + path + "\"");
  // Writing wants a pair style, and not all of them are kept in the file; nothing is computed with this one.
  lammps.command("pair_style zero 5.0 nocoeff");
  lammps.command("pair_coeff * *");
  lammps.command("write_data \"" + data + "\" nocoeff");
  std::string text;
  group.on_root([&] { text = posix_files().read(data); });
  group.broadcast(text);
  return text;
}

}  // namespace vitriflow
