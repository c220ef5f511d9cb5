#include <fmt/format.h>

#include <memory>
#include <optional>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"
#include "hpc/store/checkpoint_file.hpp"
#include "hpc/store/fence.hpp"
#include "hpc/store/file_header.hpp"
#include "hpc/store/file_identity.hpp"
#include "hpc/store/store.hpp"
#include "hpc/store/store_state.hpp"

namespace vitriflow {

namespace {

constexpr const char* kWhat = "checkpoint";

// The new checkpoint verifies: later ones belong to a past that is run again, and of the others two are enough.
void prune(const std::string& folder, std::int64_t leg, FileSystem& files, const AsideFolder& aside) {
  const auto legs = stored_legs(folder, files);
  std::int64_t older = 0;
  for (auto it = legs.rbegin(); it != legs.rend(); ++it) {
    if (*it > leg || (*it < leg && ++older > 1)) aside.remove(leg_path(folder, *it));
  }
}

// That what lies on disk is what was to be written: first the checksum of all of it, then every field.
void verify(const Communicator& group, FileSystem& files, const std::string& beside, const WritingArchive& archive) {
  if (group.size() == 1) return archive.verify(H5File::open_image(read_checked(files, beside, kWhat), beside).root());
  check_group_file(group, files, beside, kWhat);
  group.all_or_none([&] { archive.verify(H5File::open(beside).root()); });
}

struct OpenCheckpoint {
  std::int64_t leg = 0;
  H5File file;
};

// The newest checkpoint that verifies; damaged ones are set aside.
std::unique_ptr<OpenCheckpoint> open_newest(const std::string& folder, const std::string& fingerprint,
                                            FileSystem& files, const AsideFolder& aside) {
  const auto legs = stored_legs(folder, files);
  for (auto leg = legs.rbegin(); leg != legs.rend(); ++leg) {
    const std::string path = leg_path(folder, *leg);
    try {
      H5File file = H5File::open_image(read_checked(files, path, kWhat), path);
      check_fingerprint(file.root(), fingerprint, path);
      check_leg(file.root(), *leg, path);
      return std::make_unique<OpenCheckpoint>(OpenCheckpoint{*leg, std::move(file)});
    } catch (const NewerFormat&) {
      throw;
    } catch (const Error& problem) {
      log_warning("{} It was set aside; an older checkpoint is used where there is one.", problem.what());
      aside.move(path, path + ".damaged");
    }
  }
  return nullptr;
}

}  // namespace

void Store::write_checkpoint(const Communicator& group, const std::string& fingerprint, std::int64_t leg,
                             const std::function<void(Archive&)>& describe) {
  ensure_file_name(fingerprint);
  FileSystem& files = *state_->files;
  const std::string folder = state_->checkpoint_folder(fingerprint);
  const std::string path = leg_path(folder, leg);
  WritingArchive archive(group);
  describe(archive);
  std::string beside;
  group.on_root([&] {
    state_->make_folder(folder);
    beside = state_->aside.name_for(path);
  });
  beside = write_group_file(group, files, beside, archive.file(kWhat, fingerprint, leg));
  verify(group, files, beside, archive);
  group.on_root([&] {
    state_->aside.take(beside, path);
    files.sync_directory(folder);
    prune(folder, leg, files, state_->aside);
  });
}

std::optional<std::int64_t> Store::read_checkpoint(const Communicator& group, const std::string& fingerprint,
                                                   const std::function<void(Archive&)>& describe) {
  std::unique_ptr<OpenCheckpoint> found;
  group.on_root(
      [&] { found = open_newest(state_->checkpoint_folder(fingerprint), fingerprint, *state_->files, state_->aside); });
  const std::int64_t leg = group.sum(found ? found->leg + 1 : std::int64_t{0}) - 1;
  if (leg < 0) return std::nullopt;
  ReadingArchive archive(group, found ? &found->file.root() : nullptr,
                         leg_path(state_->checkpoint_folder(fingerprint), leg));
  describe(archive);
  return leg;
}

void Store::remove_checkpoints(const std::string& fingerprint) {
  ensure_file_name(fingerprint);
  state_->aside.remove(state_->checkpoint_folder(fingerprint));
}

}  // namespace vitriflow
