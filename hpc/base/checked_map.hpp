// CheckedMap: a map of a YAML file whose keys are asked for one by one; what is missing, of the wrong type, out of
// range or was never asked for becomes a diagnostic.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/diagnostic.hpp"
#include "hpc/base/document.hpp"

namespace vitriflow {

// What a key holds, for the messages. A key without `required` that is absent leaves the value as it is.
struct KeyInfo {
  std::string name;     // "nodes"
  std::string example;  // "4": what messages show as a value
  bool required = false;
};

class CheckedMap {
 public:
  // `owner` is how messages call the map: "partition 'ci'". A node that is no map is a problem, and then nothing more
  // is said about its keys.
  CheckedMap(const Node& node, std::string owner, Diagnostics& problems);

  // Each takes the value of a key; where it does not fit, a problem is added and `value` stays as it is.
  void text(const KeyInfo& key, std::string& value);  // not empty
  void truth(const KeyInfo& key, bool& value);
  void whole(const KeyInfo& key, int least, int most, int& value);
  void number(const KeyInfo& key, double least, double& value);
  void seconds(const KeyInfo& key, double& value);                            // "20 s", "2 days": above 0
  void seconds_or_none(const KeyInfo& key, double& value);                    // also "none": infinity
  void bytes(const KeyInfo& key, double& value);                              // "2 GB", "224 GiB": above 0
  void texts(const KeyInfo& key, std::vector<std::string>& value);            // a list
  void pairs(const KeyInfo& key, std::map<std::string, std::string>& value);  // a map of texts
  // The position of a text in a list of names.
  void choice(const KeyInfo& key, const std::vector<std::string>& names, std::size_t& value);
  // The value of a key that must hold a map with something in it; nullptr when it does not.
  const Node* map(const KeyInfo& key);

  // Adds a problem for each key that was not asked for, with did-you-mean. To be called last.
  void refuse_others() const;

 private:
  const Node* find(const KeyInfo& key);
  const Node* find_scalar(const KeyInfo& key, const std::string& expected);
  void refuse(const KeyInfo& key, const Node& node, const std::string& expected) const;

  const Node* node_;
  std::string owner_;
  Diagnostics* problems_;
  std::vector<std::string> asked_;
};

}  // namespace vitriflow
