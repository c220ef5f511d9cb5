// LammpsPath: a file that LAMMPS is to open, under a name that its input language cannot misread.
//
// LAMMPS drops letters beyond ASCII from its input, and '*', '%', '$' and quotes mean something to it, so a campaign
// under /home/jürgen or in '50%' would fail. A path with anything but plain characters is opened here and named by its
// descriptor (/proc/self/fd/N) as long as this object lives.
#pragma once

#include <string>

namespace vitriflow {

class LammpsPath {
 public:
  // Creates the file when it is absent. Only the rank whose LAMMPS opens the file (`opens`) needs it; the others get a
  // name to parse. Throws Error when the file cannot be opened.
  LammpsPath(const std::string& path, bool opens);
  ~LammpsPath();
  LammpsPath(const LammpsPath&) = delete;
  LammpsPath& operator=(const LammpsPath&) = delete;

  const std::string& name() const noexcept { return name_; }  // to be put in double quotes

 private:
  std::string name_;
  int descriptor_ = -1;
};

// Whether LAMMPS reads the path, put in double quotes, as it stands.
bool lammps_reads_as_it_stands(const std::string& path);

}  // namespace vitriflow
