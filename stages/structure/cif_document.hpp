// CifDocument: the data blocks of a CIF file (Hall, Allen & Brown, Acta Cryst. A47, 655 (1991)), in which every value
// knows its line and column. What tags mean is not known here.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "hpc/base/diagnostic.hpp"

namespace vitriflow {

struct CifValue {
  std::string text;      // without quotes
  bool missing = false;  // "?" or "."
  Place place;
  int width = 1;
};

struct CifItem {
  std::string tag;  // as written
  Place place;
  std::vector<CifValue> values;  // of all rows of a loop; one otherwise
};

struct CifBlock {
  std::string name;  // without "data_"
  Place place;
  std::vector<CifItem> items;

  // The first of several tags that stands here; capitals count as small letters and "." as "_", so that the names of
  // both dictionaries are found.
  const CifItem* find(std::initializer_list<std::string_view> tags) const;
  // The same, but only if its first value is there and not missing.
  const CifValue* value(std::initializer_list<std::string_view> tags) const;
};

// Blocks in the order of the file. Syntax errors, loops with incomplete rows and tags that stand twice in a block are
// problems. All three kinds of line end are read.
std::vector<CifBlock> parse_cif(std::string_view text, const std::string& name, Diagnostics& problems);

// A number with or without its standard uncertainty, "0.1234(5)"; none for anything else.
std::optional<double> cif_number(const CifValue& value);

}  // namespace vitriflow
