// CampaignComparison: two campaigns side by side: numbers of tasks of the same name, and what differs in how they were
// made.
#pragma once

#include <string>
#include <vector>

#include "hpc/result.hpp"
#include "runner/report/contents.hpp"

namespace vitriflow {

// One number that both campaigns have.
struct ComparedNumber {
  std::string task, quantity;
  Estimate a, b;                // as they are stored
  bool commensurable = true;    // their units measure the same; else nothing below is set
  double difference = 0;        // b - a, in a's unit
  double difference_error = 0;  // combined; NaN where either has none
  double sigma = 0;             // difference in errors that are widened for few samples; NaN without errors
  std::string remark;           // "agrees", "differs", "no uncertainty in A", "units 'K' and 'ps' ..."
};

// A part of the fingerprint that differs; an absent part is an empty text.
struct ChangedPart {
  std::string part, a, b;  // "parameter rate", "20 K/ps", "10 K/ps"
};

struct ComparedTask {
  std::string task;
  bool same = false;                        // one computation, by its fingerprint
  std::vector<ChangedPart> changes;         // of its own; that an input is another one is a change of the input
  std::vector<std::string> inputs;          // the ports whose inputs differ
  std::string missing;                      // "not done in B"; empty when both have a result
  std::vector<std::string> only_a, only_b;  // quantities
};

struct CampaignComparison {
  std::string a, b;  // how the user calls them
  std::size_t done_a = 0, all_a = 0, done_b = 0, all_b = 0;
  std::vector<ComparedTask> tasks;  // of the same name, in the order of A
  std::vector<ComparedNumber> numbers;
  std::vector<std::string> only_a, only_b;  // names of tasks
};

// Numbers are estimates and plain scalars; those of a task that is the same computation in both are compared as well.
// Their difference is judged as `report.compare` does: it agrees within two combined errors.
CampaignComparison compare_campaigns(const ReportContents& a, const ReportContents& b);

ComparedNumber compare_numbers(const std::string& task, const std::string& quantity, const Estimate& a,
                               const Estimate& b);

// For the terminal; at most `rows` numbers (0: all).
std::string comparison_text(const CampaignComparison& comparison, std::size_t rows);
// task,quantity,a,a_error,a_unit,b,b_error,b_unit,difference,difference_error,sigma,remark (RFC 4180)
std::string comparison_csv(const CampaignComparison& comparison);
std::string comparison_json(const CampaignComparison& comparison);
// One page that needs no network.
std::string comparison_page(const CampaignComparison& comparison);

}  // namespace vitriflow
