// Doctor: what this machine can do for a campaign, found by doing it: each check has an outcome and a way out.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

struct Check {
  enum class Outcome { good, warning, missing };
  std::string name;  // "parallel HDF5"
  Outcome outcome = Outcome::good;
  std::string detail;   // what was found
  std::string way_out;  // what to do; empty when good
};

// Runs every check. `program` is the path of this executable, which probes itself under mpirun; `folder` is where
// campaigns would be written. With the path of a workflow, also what its force fields need; throws as read_workflow.
std::vector<Check> examine_machine(const std::string& program, const std::string& folder, const std::string& workflow);

// One check for each force field of the workflow: the styles of LAMMPS that it uses, by package, and whether this
// LAMMPS has them. `folder` is for what is tried.
std::vector<Check> examine_force_fields(const std::string& program, const std::string& folder,
                                        const std::string& workflow);

// The part that runs under mpirun: "hdf5" writes and reads a trajectory collectively in `folder`, "lammps" compares
// LAMMPS with the analytic engine, "placement" is a self-test's (runner/self_test.hpp), "styles" prints those of
// `styles` ("pair:sw,kspace:pppm") that LAMMPS lacks, one a line. The others print one line on the root; throws Error
// when something is wrong.
void run_probe(const std::string& what, const std::string& folder, const std::string& styles);

// `subject` begins the last line: "This machine is ready."
std::string to_text(const std::vector<Check>& checks, bool colour, const std::string& subject = "This machine");

}  // namespace vitriflow
