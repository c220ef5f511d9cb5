// FirstError: an error of one rank kept until the calls are made in which the other ranks wait for it.
#pragma once

#include <string>

#include "hpc/base/error.hpp"

namespace vitriflow {

class FirstError {
 public:
  template <typename Work>
  void attempt(Work work) {
    try {
      work();
    } catch (const Error& problem) {
      if (message_.empty()) message_ = problem.what();
    }
  }
  void rethrow() const {
    if (!message_.empty()) throw Error(message_);
  }

 private:
  std::string message_;
};

}  // namespace vitriflow
