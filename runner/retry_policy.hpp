// RetryPolicy: how often and how soon a task that failed is tried again.
#pragma once

namespace vitriflow {

// Only failures that another try may get over count: of an engine, a file or the machine. Invalid input fails at once.
struct RetryPolicy {
  int times = 0;        // further attempts after the first one, in one run of the campaign
  double wait_s = 0.0;  // before each of them
};

}  // namespace vitriflow
