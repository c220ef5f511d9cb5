// What the HDF5 sources share: the library made quiet, its standing types, and its error stack as text.
#pragma once

#include <cstdint>
#include <string>

namespace vitriflow {

// Identifiers that live as long as the program.
struct H5Library {
  std::int64_t text = -1;          // UTF-8 of variable length
  std::int64_t with_parents = -1;  // link creation that makes the groups on the way
  std::int64_t few_members = -1;   // group creation
  std::int64_t scalar = -1;        // dataspace
};
const H5Library& h5_library();

// HDF5's error stack from the innermost function outwards, emptied.
std::string h5_errors();

// Passes an outcome or an identifier on; throws Error with `what` and HDF5's own words when it is negative.
std::int64_t h5_check(std::int64_t outcome, const std::string& what);

}  // namespace vitriflow
