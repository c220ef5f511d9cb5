// Document: a YAML file as a tree in which every node knows its line and column. Duplicate keys are problems.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/diagnostic.hpp"

namespace vitriflow {

class Node {
 public:
  enum class Type { null, scalar, sequence, map };
  struct Entry;

  Type type = Type::null;
  Place place;
  std::string text;            // of a scalar, as written (without quotes)
  bool quoted = false;         // a scalar in quotes is a string, whatever it looks like
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a map, in the order of the file

  bool is_scalar() const noexcept { return type == Type::scalar; }
  bool is_sequence() const noexcept { return type == Type::sequence; }
  bool is_map() const noexcept { return type == Type::map; }
  // The value of a key; nullptr when absent.
  const Node* find(std::string_view key) const noexcept;
  // How a message calls this node: "a text", "a list", "a map", "nothing".
  const char* type_name() const noexcept;
};

struct Node::Entry {
  std::string key;
  Place place;  // of the key
  Node value;
};

// Parses one YAML document. Syntax errors, duplicate keys, anchors with merge keys, tags and several documents in one
// file are added to `problems`; the tree holds what could be read. `name` is what messages call the file.
Node parse_yaml(std::string_view text, std::string name, Diagnostics& problems);

// Reads and parses a file; throws Error (invalid_input) when it cannot be read.
Node read_yaml(const std::string& path, Diagnostics& problems);

// How many characters a caret underlines for this node: its text, but not beyond the end of its line.
int caret_width(const Node& node);

}  // namespace vitriflow
