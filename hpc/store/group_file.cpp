#include "hpc/store/group_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "hpc/base/error.hpp"
#include "hpc/file_parts.hpp"
#include "hpc/h5.hpp"
#include "hpc/h5_layout.hpp"
#include "hpc/shared_file.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/store_state.hpp"

namespace vitriflow {

namespace {

static_assert(std::endian::native == std::endian::little, "blocks are written as they lie in memory");

std::vector<std::uint64_t> offsets_of(const H5Group& root, const std::vector<std::string>& reserved) {
  std::vector<std::uint64_t> offsets;
  offsets.reserve(reserved.size());
  for (const auto& name : reserved) offsets.push_back(root.dataset(name).offset());
  return offsets;
}

void write_alone(FileSystem& files, const std::string& aside, const GroupFile& content) {
  H5File file = H5File::create_in_memory(aside);
  content.lay_out(file.root());
  const auto offsets = offsets_of(file.root(), content.reserved);
  std::string bytes = file.finish();
  for (const auto& block : content.blocks) {
    bytes.replace(offsets[block.dataset] + block.from, block.bytes.size(), block.bytes);
  }
  seal_bytes(bytes, content.what);
  write_aside(files, aside, bytes);
}

// On the root: the file on disk, with room for what is reserved, and where that is.
std::vector<std::uint64_t> lay_out(const std::string& aside, const GroupFile& content) {
  H5Layout layout(aside);
  content.lay_out(layout.root());
  auto offsets = offsets_of(layout.root(), content.reserved);
  layout.put(aside);
  return offsets;
}

// HDF5 itself is asked to write nothing together: one rank whose write of metadata fails leaves the others in a
// collective close for ever.
void write_together(const Communicator& group, const std::string& aside, const GroupFile& content) {
  std::vector<std::uint64_t> offsets(content.reserved.size());
  group.on_root([&] { offsets = lay_out(aside, content); });
  MPI_Bcast(offsets.data(), static_cast<int>(offsets.size()), MPI_UINT64_T, 0, group.handle());
  SharedFile file(group, aside);
  group.all_or_none([&] {
    for (const auto& block : content.blocks) file.write(offsets[block.dataset] + block.from, block.bytes);
  });
  group.all_or_none([&] { file.close(); });
}

// The checksum of all blocks, each read back by one rank. Collective; the same on every rank.
std::uint64_t shared_checksum(const Communicator& group, FileSystem& files, const std::string& path,
                              std::uint64_t payload) {
  const auto rank = static_cast<std::uint64_t>(group.rank());
  const auto size = static_cast<std::uint64_t>(group.size());
  std::vector<std::uint64_t> sums(checksum_blocks(payload), 0);
  group.all_or_none([&] {
    const auto own = file_block_checksums(files, path, payload, rank, size);
    for (std::size_t i = 0; i < own.size(); ++i) sums[rank + i * size] = own[i];
  });
  MPI_Allreduce(MPI_IN_PLACE, sums.data(), static_cast<int>(sums.size()), MPI_UINT64_T, MPI_BOR, group.handle());
  return combined_checksum(sums);
}

std::uint64_t payload_on_root(const Communicator& group, FileSystem& files, const std::string& path) {
  std::int64_t payload = 0;
  group.on_root([&] {
    const auto bytes = files.size(path);
    if (bytes < kUserBlockBytes) throw Error(fmt::format("file '{}' is damaged: it has {} bytes.", path, bytes));
    payload = static_cast<std::int64_t>(bytes - kUserBlockBytes);
  });
  return static_cast<std::uint64_t>(group.sum(payload));
}

// Each rank syncs: on a parallel file system its blocks may lie in the memory of its own node.
void seal_file(const Communicator& group, FileSystem& files, const std::string& path, const std::string& what) {
  const std::uint64_t payload = payload_on_root(group, files, path);
  const std::uint64_t checksum = shared_checksum(group, files, path, payload);
  group.on_root([&] { write_part(path, 0, render_header({what, payload, checksum, this_program()})); });
  group.all_or_none([&] { files.sync_file(path); });
}

}  // namespace

std::string write_group_file(const Communicator& group, FileSystem& files, const std::string& aside,
                             const GroupFile& content) {
  std::string name = aside;
  group.broadcast(name);
  if (group.size() == 1) {
    write_alone(files, name, content);
  } else {
    try {
      write_together(group, name, content);
      seal_file(group, files, name, content.what);
    } catch (const Error&) {
      if (group.is_root()) give_up(files, name);
      throw;
    }
  }
  return name;
}

void check_group_file(const Communicator& group, FileSystem& files, const std::string& path, const std::string& what) {
  FileHeader header;
  group.all_or_none([&] {
    header = parse_header(files.read(path, 0, kUserBlockBytes), what, path);
    const auto bytes = files.size(path);
    if (header.payload + kUserBlockBytes != bytes) {
      throw Error(fmt::format("file '{}' is damaged: it has {} bytes, its header says {}.", path, bytes,
                              header.payload + kUserBlockBytes));
    }
  });
  if (shared_checksum(group, files, path, header.payload) != header.checksum) {
    throw Error(fmt::format("file '{}' is damaged: its checksum does not fit.", path));
  }
}

}  // namespace vitriflow
