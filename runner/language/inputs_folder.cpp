#include "hpc/base/installed_folder.hpp"
#include "runner/language/workflow.hpp"

namespace vitriflow {

std::string find_inputs_folder() {
  return find_installed({"inputs", "inputs", "VITRIFLOW_INPUTS", "structures/ and forcefields/"});
}

}  // namespace vitriflow
