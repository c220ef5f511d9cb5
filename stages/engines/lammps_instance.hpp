// LammpsInstance: one LAMMPS on one group of ranks, opened, driven and closed through its C library. LAMMPS's end of
// the program becomes an Error with LAMMPS's own words.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "stages/engines/engine.hpp"
#include "stages/engines/lammps_fft.hpp"

namespace vitriflow {

class LammpsInstance {
 public:
  // Collective. LAMMPS runs on `own`, a communicator that nobody else uses; failures are agreed on over `group`. Both
  // must outlive the instance. The log is appended to setup.log_path.
  LammpsInstance(const Communicator& group, const Communicator& own, const EngineSetup& setup);
  // Closes LAMMPS; an instance that failed is left as it is (its memory leaks) and counted.
  ~LammpsInstance();
  LammpsInstance(const LammpsInstance&) = delete;
  LammpsInstance& operator=(const LammpsInstance&) = delete;

  // All calls are collective and throw Error when LAMMPS ends the program or this rank.
  void command(const std::string& text);
  double thermo(const std::string& keyword);                                // current after a run
  std::vector<double> gather(const std::string& property, int components);  // by id, on every rank
  std::vector<int> gather_integers(const std::string& property, int components);
  std::vector<double> compute_vector(const std::string& id, int size);  // current after a run that printed it
  Box box();
  bool triclinic();  // whether its box may have tilts
  std::int64_t atoms();
  std::int64_t version();
  bool has_style(const std::string& category, const std::string& style);

  // What LAMMPS wrote to its log since it was opened, or since the last call. Collective.
  std::string new_log_text();
  bool failed() const noexcept { return failed_; }
  bool is_root() const noexcept { return group_.is_root(); }

 private:
  Accelerator accelerator_of_root() const;  // collective
  void guarded(const std::string& what, const std::function<void()>& work);
  std::string note(const std::string& what) const;
  [[noreturn]] void abandon(const std::string& what);

  const Communicator& group_;
  const Communicator& own_;
  const EngineSetup& setup_;
  FftPlans plans_;
  void* lammps_ = nullptr;
  bool failed_ = false;
  std::uint64_t log_read_ = 0;  // bytes of the log that were there before or were read
};

// How many instances this process has abandoned; each leaks what its system needs.
int abandoned_lammps_instances();

// "LAMMPS, command 'run 100': Lost atoms: original 4 current 3. Log: PATH" from the last lines of its log. `command` is
// what was being done, for a log that does not say it.
std::string lammps_failure_text(const std::string& log_tail, const std::string& command, const std::string& log_path);

}  // namespace vitriflow
