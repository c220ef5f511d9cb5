#include "hpc/store/frames_inspection.hpp"

#include <fmt/format.h>

#include "hpc/base/error.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/store_state.hpp"
#include "hpc/store/trajectory_file.hpp"

namespace vitriflow {
namespace {

using What = Damage::What;

class FramesInspector {
 public:
  FramesInspector(std::string folder, FileSystem& files, Inspection& found)
      : folder_(std::move(folder)), files_(files), found_(found) {}

  void inspect() {
    std::set<std::string> tasks;
    for (const auto& name : files_.list(folder_ + "/trajectories")) {
      const auto end = name.find(".h5");
      if (end == std::string::npos || end + 3 == name.size()) tasks.insert(name.substr(0, end));
    }
    for (const auto& task : tasks) look_at(task);
  }

 private:
  std::string path(const std::string& file) const { return folder_ + "/" + file; }

  void look_at(const std::string& task) {
    const std::string folder = "trajectories/" + task, joined = folder + ".h5";
    const auto legs = stored_legs(path(folder), files_);
    std::int64_t frames = 0;
    bool whole = true;
    for (const auto leg : legs) {
      const std::string file = leg_path(folder, leg);
      whole = attempt({What::segment, file, "", task, leg},
                      [&] {
                        check_file(files_, path(file), kSegment);
                        frames += SegmentReader(H5File::open(path(file)), path(file), task, leg).frames();
                      }) &&
              whole;
    }
    if (!files_.exists(path(joined))) {
      const bool missing = !legs.empty() && found_.results.contains(task);
      if (missing) found_.damages.push_back({What::trajectory, joined, "it is gone; its segments are there.", task});
      return;
    }
    std::int64_t promised = 0;
    const bool joined_whole = attempt({What::trajectory, joined, "", task}, [&] {
      check_file(files_, path(joined), kTrajectory);
      promised = joined_frames(path(joined), task);
    });
    if (!joined_whole || !whole || frames == promised) return;
    const std::string problem =
        fmt::format("it holds {} of the {} frames of its trajectory: a segment is lost.", frames, promised);
    found_.damages.push_back({What::segment, folder, problem, task});
  }

  template <typename Check>
  bool attempt(Damage damage, Check check) {
    ++found_.files;
    found_.bytes += files_.size(path(damage.file));
    try {
      check();
      return true;
    } catch (const Error& problem) {
      damage.problem = problem.what();
      damage.newer = dynamic_cast<const NewerFormat*>(&problem) != nullptr;
      found_.damages.push_back(std::move(damage));
      return false;
    }
  }

  std::string folder_;
  FileSystem& files_;
  Inspection& found_;
};

}  // namespace

void inspect_frames(const std::string& folder, FileSystem& files, Inspection& found) {
  FramesInspector(folder, files, found).inspect();
}

}  // namespace vitriflow
