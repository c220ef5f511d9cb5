#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <numeric>

#include "hpc/base/error.hpp"
#include "hpc/h5.hpp"
#include "hpc/h5_library.hpp"

namespace vitriflow {

namespace {

std::uint64_t elements(const H5Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
}

H5Id space_of(const H5Id& dataset, const std::string& name) {
  return {h5_check(H5Dget_space(dataset.get()), fmt::format("{}: cannot read its shape", name)), H5Sclose};
}

void ensure_size(const H5Shape& shape, std::size_t given, const std::string& name) {
  ENSURE(elements(shape) == given, "{}: {} values for {} elements", name, given, elements(shape));
}

void write_all(const H5Id& id, const std::string& name, std::int64_t memory_type, const void* values) {
  h5_check(H5Dwrite(id.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
           fmt::format("{}: cannot be written", name));
}

void read_all(const H5Id& id, const std::string& name, std::int64_t memory_type, void* values) {
  h5_check(H5Dread(id.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values),
           fmt::format("{}: cannot be read", name));
}

H5Id selected(const H5Id& dataset, const std::string& name, const H5Shape& from, const H5Shape& count) {
  H5Id space = space_of(dataset, name);
  const std::vector<hsize_t> start(from.begin(), from.end());
  const std::vector<hsize_t> size(count.begin(), count.end());
  const auto outcome = elements(count) == 0 ? H5Sselect_none(space.get())
                                            : H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr,
                                                                  size.data(), nullptr);
  h5_check(outcome, fmt::format("{}: a block lies outside", name));
  return space;
}

H5Id block_space(const H5Shape& count) {
  const hsize_t size = elements(count);
  return {h5_check(H5Screate_simple(1, &size, nullptr), "cannot describe a block"), H5Sclose};
}

std::vector<std::string> fixed_texts(const H5Id& id, const std::string& name, const H5Id& type, std::size_t count) {
  const std::size_t width = H5Tget_size(type.get());
  std::string bytes(width * count, '\0');
  read_all(id, name, type.get(), bytes.data());
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i) {
    texts[i] = bytes.substr(i * width, width);
    texts[i].resize(texts[i].find_last_not_of('\0') + 1);
  }
  return texts;
}

std::string padded(std::span<const std::string> values, std::size_t width, const std::string& name) {
  std::string bytes(width * values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    ENSURE(values[i].size() <= width, "{}: a text of {} bytes, {} fit", name, values[i].size(), width);
    values[i].copy(bytes.data() + i * width, width);
  }
  return bytes;
}

std::vector<std::string> variable_texts(const H5Id& id, const std::string& name, std::size_t count) {
  std::vector<char*> read(count, nullptr);
  read_all(id, name, h5_library().text, static_cast<void*>(read.data()));
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (read[i] != nullptr) texts[i] = read[i];
    H5free_memory(read[i]);
  }
  return texts;
}

}  // namespace

H5Shape H5Dataset::shape() const {
  const H5Id space = space_of(id_, name_);
  const int rank = static_cast<int>(h5_check(H5Sget_simple_extent_ndims(space.get()), name_));
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  if (rank > 0) h5_check(H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr), name_);
  return {sizes.begin(), sizes.end()};
}

H5Id H5Dataset::stored_type() const {
  return {h5_check(H5Dget_type(id_.get()), fmt::format("{}: cannot read its type", name_)), H5Tclose};
}

H5Type H5Dataset::type() const {
  const H5Id type = stored_type();
  const std::size_t size = H5Tget_size(type.get());
  switch (H5Tget_class(type.get())) {
    case H5T_FLOAT:
      return size == 4 ? H5Type::float32 : H5Type::float64;
    case H5T_INTEGER:
      return size == 1 ? H5Type::uint8 : H5Type::int64;
    case H5T_STRING:
      return H5Type::text;
    default:
      throw Error(fmt::format("{}: holds values of a type that is not read here.", name_));
  }
}

void H5Dataset::write(std::span<const double> values) {
  ensure_size(shape(), values.size(), name_);
  write_all(id_, name_, H5T_NATIVE_DOUBLE, values.data());
}

void H5Dataset::write(std::span<const float> values) {
  ensure_size(shape(), values.size(), name_);
  write_all(id_, name_, H5T_NATIVE_FLOAT, values.data());
}

void H5Dataset::write(std::span<const std::int64_t> values) {
  ensure_size(shape(), values.size(), name_);
  write_all(id_, name_, H5T_NATIVE_INT64, values.data());
}

void H5Dataset::write(std::span<const std::string> values) {
  ensure_size(shape(), values.size(), name_);
  for (const auto& value : values) {
    if (value.find('\0') != std::string::npos) {
      throw Error(fmt::format("{}: a text with a zero byte cannot be stored.", name_));
    }
  }
  const H5Id stored = stored_type();
  if (H5Tis_variable_str(stored.get()) > 0) {
    std::vector<const char*> texts;
    texts.reserve(values.size());
    for (const auto& value : values) texts.push_back(value.c_str());
    write_all(id_, name_, stored.get(), static_cast<const void*>(texts.data()));
  } else {
    write_all(id_, name_, stored.get(), padded(values, H5Tget_size(stored.get()), name_).data());
  }
}

void H5Dataset::write_enumerated(std::span<const std::int32_t> values) {
  ensure_size(shape(), values.size(), name_);
  write_all(id_, name_, stored_type().get(), values.data());
}

void H5Dataset::write_bytes(std::string_view bytes) {
  ensure_size(shape(), bytes.size(), name_);
  write_all(id_, name_, H5T_NATIVE_UINT8, bytes.data());
}

std::vector<double> H5Dataset::doubles() const {
  std::vector<double> values(elements(shape()));
  read_all(id_, name_, H5T_NATIVE_DOUBLE, values.data());
  return values;
}

std::vector<std::int64_t> H5Dataset::integers() const {
  std::vector<std::int64_t> values(elements(shape()));
  read_all(id_, name_, H5T_NATIVE_INT64, values.data());
  return values;
}

std::vector<std::string> H5Dataset::texts() const {
  const H5Id type = stored_type();
  const std::size_t count = elements(shape());
  if (H5Tget_class(type.get()) != H5T_STRING) throw Error(fmt::format("{}: is not text.", name_));
  return H5Tis_variable_str(type.get()) > 0 ? variable_texts(id_, name_, count) : fixed_texts(id_, name_, type, count);
}

std::string H5Dataset::bytes() const {
  std::string values(elements(shape()), '\0');
  read_all(id_, name_, H5T_NATIVE_UINT8, values.data());
  return values;
}

std::uint64_t H5Dataset::offset() const {
  const haddr_t offset = H5Dget_offset(id_.get());
  return offset == HADDR_UNDEF ? 0 : offset;
}

std::vector<double> H5Dataset::read_block(const H5Shape& from, const H5Shape& count) const {
  const H5Id file = selected(id_, name_, from, count);
  const H5Id memory = block_space(count);
  std::vector<double> values(elements(count));
  if (values.empty()) return values;
  h5_check(H5Dread(id_.get(), H5T_NATIVE_DOUBLE, memory.get(), file.get(), H5P_DEFAULT, values.data()),
           fmt::format("{}: cannot be read", name_));
  return values;
}

}  // namespace vitriflow
