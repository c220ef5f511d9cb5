// LammpsDump: the frames of a LAMMPS text dump, one after the other.
#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hpc/store/store.hpp"

namespace vitriflow {

struct LammpsDumpRequest {
  std::vector<std::string> elements;  // by type, for dumps without a column "element"
  double timestep_fs = 0.0;           // of the run: time = step * timestep; ignored where the dump has ITEM: TIME
  bool real_units = false;            // ITEM: TIME in fs instead of ps
};

// Reads "dump custom" or "dump atom" text with the columns id and x y z, xu yu zu or xs ys zs (scaled), and element or
// type. Frames are put in the order of the ids; all must have the same ones. Boxes may be triclinic (bounding box and
// tilts); positions are measured from the box's origin. Throws Error naming file and line.
class LammpsDump {
 public:
  LammpsDump(const std::string& path, LammpsDumpRequest request);
  std::optional<Frame> next();                                                  // none at the end
  const TrajectoryParticles& particles() const noexcept { return particles_; }  // after the first frame
  void exchange(Archive& archive);                                              // how far the file was read

 private:
  struct Columns {
    int id = -1, element = -1, type = -1;
    std::array<int, 3> position{-1, -1, -1};
    bool scaled = false;
    int count = 0;
  };
  std::string line(const char* wanted);
  std::vector<std::string> words(const char* wanted);
  std::int64_t read_step(double& time_ps, bool& has_time);
  void read_box(const std::string& item, Frame& frame, std::array<double, 3>& origin);
  Columns read_columns(const std::string& item) const;
  void read_atoms(std::size_t count, const Columns& columns, const std::array<double, 3>& origin, Frame& frame);
  void keep_particles(const std::vector<std::int64_t>& ids, const std::vector<std::string>& elements);
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;
  LammpsDumpRequest request_;
  std::ifstream file_;
  std::int64_t line_ = 0;
  TrajectoryParticles particles_;
};

}  // namespace vitriflow
