#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <numeric>

#include "hpc/base/error.hpp"
#include "hpc/h5.hpp"
#include "hpc/h5_library.hpp"

namespace vitriflow {

namespace {

constexpr std::uint64_t kCompactBytes = 4096;

std::string joined(const std::string& parent, const std::string& path) {
  return parent.empty() ? path : parent + "/" + path;
}

std::string described(const std::string& file, const std::string& path) {
  return path.empty() ? fmt::format("file '{}'", file) : fmt::format("file '{}', '{}'", file, path);
}

std::int64_t stored_type(H5Type type) {
  switch (type) {
    case H5Type::float32:
      return H5T_IEEE_F32LE;
    case H5Type::float64:
      return H5T_IEEE_F64LE;
    case H5Type::int64:
      return H5T_STD_I64LE;
    case H5Type::uint8:
      return H5T_STD_U8LE;
    case H5Type::text:
      break;
  }
  return h5_library().text;
}

H5Id space_for(const H5Shape& shape) {
  if (shape.empty()) return {h5_check(H5Screate(H5S_SCALAR), "cannot describe a scalar"), H5Sclose};
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  return {h5_check(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), "cannot describe a shape"),
          H5Sclose};
}

std::uint64_t bytes_of(std::int64_t type, const H5Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::uint64_t{H5Tget_size(type)}, std::multiplies<>());
}

// No fill values are written, since every value is.
H5Id layout_for(std::int64_t type, H5D_layout_t layout) {
  H5Id properties(h5_check(H5Pcreate(H5P_DATASET_CREATE), "cannot prepare a dataset"), H5Pclose);
  h5_check(H5Pset_layout(properties.get(), layout), "cannot choose a layout");
  if (H5Tis_variable_str(type) <= 0) {  // those need a fill value
    h5_check(H5Pset_fill_time(properties.get(), H5D_FILL_TIME_NEVER), "cannot choose a fill time");
  }
  return properties;
}

struct NewDataset {
  std::int64_t parent;
  std::string file, path, full_path;
};

H5Dataset create(const NewDataset& made, std::int64_t type, const H5Shape& shape, const H5Id& layout) {
  const H5Id space = space_for(shape);
  const std::string name = described(made.file, made.full_path);
  const auto id = H5Dcreate2(made.parent, made.path.c_str(), type, space.get(), h5_library().with_parents, layout.get(),
                             H5P_DEFAULT);
  return {H5Id(h5_check(id, fmt::format("{}: cannot be created", name)), H5Dclose), name};
}

// Small datasets go into the object's header.
H5Dataset create(const NewDataset& made, std::int64_t type, const H5Shape& shape) {
  const bool compact = bytes_of(type, shape) <= kCompactBytes;
  return create(made, type, shape, layout_for(type, compact ? H5D_COMPACT : H5D_CONTIGUOUS));
}

herr_t keep_member(hid_t group, const char* name, const H5L_info_t* /*link*/, void* into) {
  H5O_info_t info;
  const bool readable = H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0;
  static_cast<std::vector<H5Group::Member>*>(into)->push_back({name, readable && info.type == H5O_TYPE_GROUP});
  return 0;
}

}  // namespace

H5Group::H5Group(H5Id id, std::string file, std::string path)
    : H5Object(std::move(id), described(file, path)), file_(std::move(file)), path_(std::move(path)) {}

H5Group H5Group::create_group(const std::string& path) {
  const std::string full = joined(path_, path);
  const auto id = H5Gcreate2(id_.get(), path.c_str(), h5_library().with_parents, h5_library().few_members, H5P_DEFAULT);
  return {H5Id(h5_check(id, fmt::format("{}: cannot be created", described(file_, full))), H5Gclose), file_, full};
}

H5Group H5Group::group(const std::string& path) const {
  const std::string full = joined(path_, path);
  const auto id = H5Gopen2(id_.get(), path.c_str(), H5P_DEFAULT);
  return {H5Id(h5_check(id, fmt::format("{}: cannot be opened", described(file_, full))), H5Gclose), file_, full};
}

bool H5Group::has(const std::string& path) const {
  return h5_check(H5Lexists(id_.get(), path.c_str(), H5P_DEFAULT),
                  fmt::format("{}: cannot look for '{}'", name_, path)) > 0;
}

std::vector<H5Group::Member> H5Group::members() const {
  std::vector<Member> found;
  h5_check(H5Literate(id_.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, keep_member, &found),
           fmt::format("{}: cannot list its members", name_));
  return found;
}

H5Dataset H5Group::create_dataset(const std::string& path, H5Type type, const H5Shape& shape) {
  return create({id_.get(), file_, path, joined(path_, path)}, stored_type(type), shape);
}

H5Dataset H5Group::reserve_dataset(const std::string& path, H5Type type, const H5Shape& shape) {
  const H5Id layout = layout_for(stored_type(type), H5D_CONTIGUOUS);
  h5_check(H5Pset_alloc_time(layout.get(), H5D_ALLOC_TIME_EARLY), "cannot reserve a dataset");
  return create({id_.get(), file_, path, joined(path_, path)}, stored_type(type), shape, layout);
}

H5Dataset H5Group::create_fixed_texts(const std::string& path, std::size_t width, const H5Shape& shape) {
  const H5Id type(h5_check(H5Tcopy(H5T_C_S1), "cannot describe text"), H5Tclose);
  h5_check(H5Tset_size(type.get(), std::max<std::size_t>(width, 1)), "cannot describe text");
  h5_check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "cannot describe text");
  h5_check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "cannot describe text");
  return create({id_.get(), file_, path, joined(path_, path)}, type.get(), shape);
}

H5Dataset H5Group::create_enumeration(const std::string& path, const std::vector<std::string>& names,
                                      std::uint64_t count) {
  const H5Id type(h5_check(H5Tenum_create(H5T_STD_I32LE), "cannot describe an enumeration"), H5Tclose);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto number = static_cast<std::int32_t>(i);  // little-endian, as the machines that we run on
    h5_check(H5Tenum_insert(type.get(), names[i].c_str(), &number), "cannot describe an enumeration");
  }
  return create({id_.get(), file_, path, joined(path_, path)}, type.get(), {count});
}

H5Dataset H5Group::dataset(const std::string& path) const {
  const std::string name = described(file_, joined(path_, path));
  const auto id = H5Dopen2(id_.get(), path.c_str(), H5P_DEFAULT);
  return {H5Id(h5_check(id, fmt::format("{}: cannot be opened", name)), H5Dclose), name};
}

void H5Group::link_external(const std::string& name, const std::string& file, const std::string& object) {
  h5_check(
      H5Lcreate_external(file.c_str(), object.c_str(), id_.get(), name.c_str(), h5_library().with_parents, H5P_DEFAULT),
      fmt::format("{}: cannot link '{}' to file '{}'", name_, name, file));
}

void H5Group::link_hard(const std::string& name, const std::string& object) {
  h5_check(H5Lcreate_hard(id_.get(), object.c_str(), id_.get(), name.c_str(), h5_library().with_parents, H5P_DEFAULT),
           fmt::format("{}: cannot link '{}' to '{}'", name_, name, object));
}

H5Dataset H5Group::create_virtual(const std::string& path, H5Type type, const H5Shape& row_shape,
                                  const std::vector<Source>& sources) {
  const std::string name = described(file_, joined(path_, path));
  const auto shape_of = [&](std::uint64_t rows) {
    H5Shape shape{rows};
    shape.insert(shape.end(), row_shape.begin(), row_shape.end());
    return shape;
  };
  std::uint64_t total = 0;
  for (const auto& source : sources) total += source.rows;
  const H5Id properties(h5_check(H5Pcreate(H5P_DATASET_CREATE), "cannot prepare a dataset"), H5Pclose);
  const H5Id space = space_for(shape_of(total));
  std::vector<hsize_t> start(row_shape.size() + 1, 0);
  for (const auto& source : sources) {
    const H5Shape shape = shape_of(source.rows);
    const std::vector<hsize_t> count(shape.begin(), shape.end());
    const H5Id source_space = space_for(shape);
    h5_check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), name);
    h5_check(
        H5Pset_virtual(properties.get(), space.get(), source.file.c_str(), source.dataset.c_str(), source_space.get()),
        fmt::format("{}: cannot map file '{}'", name, source.file));
    start[0] += source.rows;
  }
  h5_check(H5Sselect_all(space.get()), name);
  const auto id = H5Dcreate2(id_.get(), path.c_str(), stored_type(type), space.get(), h5_library().with_parents,
                             properties.get(), H5P_DEFAULT);
  return {H5Id(h5_check(id, fmt::format("{}: cannot be created", name)), H5Dclose), name};
}

}  // namespace vitriflow
