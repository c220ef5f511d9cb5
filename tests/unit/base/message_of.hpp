// The message of the exception that `work` throws; "(nothing was thrown)" otherwise. For tests that compare whole
// texts.
#pragma once

#include <exception>
#include <string>

namespace vitriflow::testing {

template <typename Exception = std::exception, typename Work>
std::string message_of(Work&& work) {
  try {
    work();
  } catch (const Exception& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

}  // namespace vitriflow::testing
