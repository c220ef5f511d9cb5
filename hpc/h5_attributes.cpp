#include <fmt/format.h>
#include <hdf5.h>

#include "hpc/base/error.hpp"
#include "hpc/h5.hpp"
#include "hpc/h5_library.hpp"

namespace vitriflow {

namespace {

std::string describe(const std::string& object, const std::string& attribute, const char* problem) {
  return fmt::format("{}: {} attribute '{}'", object, problem, attribute);
}

H5Id list_space(std::size_t count) {
  const hsize_t size = count;
  return {h5_check(H5Screate_simple(1, &size, nullptr), "cannot describe a list"), H5Sclose};
}

void write_attribute(std::int64_t object, const std::string& name, const std::string& attribute, std::int64_t stored,
                     std::int64_t memory, std::int64_t space, const void* value) {
  H5Id id(h5_check(H5Acreate2(object, attribute.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT),
                   describe(name, attribute, "cannot create")),
          H5Aclose);
  h5_check(H5Awrite(id.get(), memory, value), describe(name, attribute, "cannot write"));
}

H5Id open_attribute(std::int64_t object, const std::string& name, const std::string& attribute) {
  return {h5_check(H5Aopen(object, attribute.c_str(), H5P_DEFAULT), describe(name, attribute, "cannot open")),
          H5Aclose};
}

H5T_class_t class_of(const H5Id& attribute) {
  const H5Id type(H5Aget_type(attribute.get()), H5Tclose);
  return H5Tget_class(type.get());
}

std::size_t length_of(const H5Id& attribute) {
  const H5Id space(H5Aget_space(attribute.get()), H5Sclose);
  return static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get()));
}

void expect(bool fits, const std::string& name, const std::string& attribute, const char* expected) {
  if (!fits) throw Error(fmt::format("{}: attribute '{}' is not {}.", name, attribute, expected));
}

std::string read_text(const H5Id& attribute, const std::string& name, const std::string& what) {
  char* read = nullptr;
  h5_check(H5Aread(attribute.get(), h5_library().text, static_cast<void*>(&read)), describe(name, what, "cannot read"));
  std::string text(read == nullptr ? "" : read);
  H5free_memory(read);
  return text;
}

double read_number(const H5Id& attribute, const std::string& name, const std::string& what) {
  double value = 0;
  h5_check(H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, &value), describe(name, what, "cannot read"));
  return value;
}

herr_t keep_name(hid_t /*object*/, const char* attribute, const H5A_info_t* /*info*/, void* into) {
  static_cast<std::vector<std::string>*>(into)->emplace_back(attribute);
  return 0;
}

}  // namespace

void H5Object::set(const std::string& attribute, const std::string& text) {
  const char* value = text.c_str();
  const auto& library = h5_library();
  write_attribute(id_.get(), name_, attribute, library.text, library.text, library.scalar,
                  static_cast<const void*>(&value));
}

void H5Object::set(const std::string& attribute, double value) {
  write_attribute(id_.get(), name_, attribute, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, h5_library().scalar, &value);
}

void H5Object::set(const std::string& attribute, std::int64_t value) {
  write_attribute(id_.get(), name_, attribute, H5T_STD_I64LE, H5T_NATIVE_INT64, h5_library().scalar, &value);
}

void H5Object::set(const std::string& attribute, const std::vector<std::int64_t>& values) {
  const H5Id space = list_space(values.size());
  write_attribute(id_.get(), name_, attribute, H5T_STD_I64LE, H5T_NATIVE_INT64, space.get(), values.data());
}

void H5Object::set(const std::string& attribute, const std::vector<std::string>& texts) {
  std::vector<const char*> values;
  values.reserve(texts.size());
  for (const auto& text : texts) values.push_back(text.c_str());
  const H5Id space = list_space(values.size());
  const auto type = h5_library().text;
  write_attribute(id_.get(), name_, attribute, type, type, space.get(), static_cast<const void*>(values.data()));
}

bool H5Object::has_attribute(const std::string& name) const {
  return h5_check(H5Aexists(id_.get(), name.c_str()), describe(name_, name, "cannot look for")) > 0;
}

std::string H5Object::text(const std::string& attribute) const {
  const H5Id id = open_attribute(id_.get(), name_, attribute);
  expect(class_of(id) == H5T_STRING && length_of(id) == 1, name_, attribute, "a text");
  return read_text(id, name_, attribute);
}

double H5Object::number(const std::string& attribute) const {
  const H5Id id = open_attribute(id_.get(), name_, attribute);
  expect(class_of(id) == H5T_FLOAT && length_of(id) == 1, name_, attribute, "a number");
  return read_number(id, name_, attribute);
}

std::int64_t H5Object::integer(const std::string& attribute) const {
  const auto values = integers(attribute);
  expect(values.size() == 1, name_, attribute, "one integer");
  return values.front();
}

std::vector<std::int64_t> H5Object::integers(const std::string& attribute) const {
  const H5Id id = open_attribute(id_.get(), name_, attribute);
  expect(class_of(id) == H5T_INTEGER, name_, attribute, "a list of integers");
  std::vector<std::int64_t> values(length_of(id));
  h5_check(H5Aread(id.get(), H5T_NATIVE_INT64, values.data()), describe(name_, attribute, "cannot read"));
  return values;
}

std::map<std::string, std::variant<double, std::string>> H5Object::attributes() const {
  std::vector<std::string> names;
  h5_check(H5Aiterate2(id_.get(), H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, keep_name, &names),
           fmt::format("{}: cannot list its attributes", name_));
  std::map<std::string, std::variant<double, std::string>> found;
  for (const auto& attribute : names) {
    const H5Id id = open_attribute(id_.get(), name_, attribute);
    if (length_of(id) != 1) continue;
    if (class_of(id) == H5T_FLOAT) found.emplace(attribute, read_number(id, name_, attribute));
    if (class_of(id) == H5T_STRING) found.emplace(attribute, read_text(id, name_, attribute));
  }
  return found;
}

void H5Object::close() { h5_check(id_.close(), fmt::format("{}: cannot be closed", name_)); }

}  // namespace vitriflow
