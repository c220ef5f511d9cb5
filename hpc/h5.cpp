#include "hpc/h5.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <cstring>
#include <utility>

#include "hpc/base/error.hpp"
#include "hpc/h5_library.hpp"
#include "hpc/h5_memory.hpp"
#include "hpc/log.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kErrorCharacters = 300;
constexpr std::size_t kCacheBytes = std::size_t{32} << 20;
constexpr std::size_t kMemoryIncrement = std::size_t{1} << 20;

herr_t collect(unsigned /*depth*/, const H5E_error2_t* error, void* into) {
  auto& text = *static_cast<std::string*>(into);
  if (text.size() > kErrorCharacters) return 0;  // the innermost functions say what was wrong
  if (!text.empty()) text += "; ";
  text += fmt::format("{}: {}", error->func_name, error->desc == nullptr ? "" : error->desc);
  return 0;
}

H5Id access_properties() {
  H5Id properties(h5_check(H5Pcreate(H5P_FILE_ACCESS), "cannot prepare to open a file"), H5Pclose);
  // Groups and headers of 1.8 are compact and quick; any reader of today knows them.
  h5_check(H5Pset_libver_bounds(properties.get(), H5F_LIBVER_V18, H5F_LIBVER_LATEST), "cannot choose a format");
  return properties;
}

// A file in memory is written once, from first to last: what it caches need not be looked over now and again.
void set_large_cache(const H5Id& access) {
  H5AC_cache_config_t cache;
  cache.version = H5AC__CURR_CACHE_CONFIG_VERSION;
  h5_check(H5Pget_mdc_config(access.get(), &cache), "cannot size HDF5's cache");
  cache.set_initial_size = true;
  cache.initial_size = cache.max_size = kCacheBytes;
  cache.incr_mode = H5C_incr__off;
  cache.flash_incr_mode = H5C_flash_incr__off;
  cache.decr_mode = H5C_decr__off;
  h5_check(H5Pset_mdc_config(access.get(), &cache), "cannot size HDF5's cache");
}

H5Id creation_properties() {
  H5Id properties(h5_check(H5Pcreate(H5P_FILE_CREATE), "cannot prepare to create a file"), H5Pclose);
  h5_check(H5Pset_userblock(properties.get(), kUserBlockBytes), "cannot reserve a user block");
  return properties;
}

// HDF5 takes two files of one name for the same file, and refuses an image whose name is on disk.
std::string memory_name() {
  static std::int64_t number = 0;
  return fmt::format(":vitriflow-memory-{}:", ++number);
}

H5Id root_of(std::int64_t file, const std::string& name) {
  return {h5_check(H5Gopen2(file, "/", H5P_DEFAULT), fmt::format("file '{}': cannot open its root", name)), H5Gclose};
}

}  // namespace

std::string h5_errors() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, collect, &text);
  H5Eclear2(H5E_DEFAULT);
  return text;
}

std::int64_t h5_check(std::int64_t outcome, const std::string& what) {
  if (outcome >= 0) return outcome;
  const std::string errors = h5_errors();
  throw Error(errors.empty() ? what + "." : fmt::format("{}. HDF5 says: {}.", what, errors));
}

const H5Library& h5_library() {
  static const H5Library library = [] {
    H5open();
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    H5Library made;
    made.text = H5Tcopy(H5T_C_S1);
    H5Tset_size(made.text, H5T_VARIABLE);
    H5Tset_cset(made.text, H5T_CSET_UTF8);
    made.with_parents = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(made.with_parents, 1);
    H5Pset_char_encoding(made.with_parents, H5T_CSET_UTF8);
    made.few_members = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_est_link_info(made.few_members, 2, 8);
    made.scalar = H5Screate(H5S_SCALAR);
    return made;
  }();
  return library;
}

H5Id::~H5Id() {
  if (close() < 0) log_warning("HDF5 could not close an object: {}", h5_errors());
}

H5Id& H5Id::operator=(H5Id&& other) noexcept {
  std::swap(id_, other.id_);
  std::swap(close_, other.close_);
  return *this;
}

int H5Id::close() {
  const std::int64_t id = std::exchange(id_, -1);
  return id < 0 || close_ == nullptr ? 0 : close_(id);
}

H5File::H5File(H5Id id, const std::string& name, std::unique_ptr<H5Memory> memory)
    : memory_(std::move(memory)), id_(std::move(id)), name_(name), root_(root_of(id_.get(), name), name, "") {}

H5File::H5File(H5File&&) noexcept = default;

H5File::~H5File() = default;

H5File H5File::create_in_memory(const std::string& name) {
  h5_library();
  const H5Id access = access_properties();
  const H5Id creation = creation_properties();
  set_large_cache(access);
  auto memory = std::make_unique<H5Memory>();
  h5_check(H5Pset_fapl_core(access.get(), kMemoryIncrement, false), "cannot prepare a file in memory");
  memory->serve(access.get());
  const auto id = H5Fcreate(memory_name().c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
  return {H5Id(h5_check(id, fmt::format("file '{}': cannot be created in memory", name)), H5Fclose), name,
          std::move(memory)};
}

H5File H5File::open_image(std::string_view bytes, const std::string& name) {
  h5_library();
  const H5Id access = access_properties();
  h5_check(H5Pset_fapl_core(access.get(), kMemoryIncrement, false), "cannot prepare a file in memory");
  std::string copy(bytes);  // HDF5's interface is not const
  h5_check(H5Pset_file_image(access.get(), copy.data(), copy.size()), "cannot hand over a file's bytes");
  const auto id = H5Fopen(memory_name().c_str(), H5F_ACC_RDONLY, access.get());
  return {H5Id(h5_check(id, fmt::format("file '{}': cannot be opened", name)), H5Fclose), name};
}

H5File H5File::open(const std::string& path) {
  h5_library();
  const H5Id access = access_properties();
  h5_check(H5Pset_file_locking(access.get(), false, true), "cannot choose file locking");
  const auto id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  return {H5Id(h5_check(id, fmt::format("file '{}': cannot be opened", path)), H5Fclose), path};
}

H5File H5File::create(const std::string& path, const std::string& name) {
  h5_library();
  const H5Id access = access_properties();
  const H5Id creation = creation_properties();
  const auto id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
  return {H5Id(h5_check(id, fmt::format("file '{}': cannot be created", name)), H5Fclose), name};
}

std::string H5File::finish() {
  ENSURE(memory_ != nullptr, "file '{}' is not in memory", name_);
  close();
  return memory_->take(name_);
}

void H5File::close() {
  root_.close();
  h5_check(id_.close(), fmt::format("file '{}': cannot be closed", name_));
}

}  // namespace vitriflow
