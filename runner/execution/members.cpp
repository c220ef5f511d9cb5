#include "runner/execution/members.hpp"

#include <fmt/format.h>

#include "hpc/store/aside_folder.hpp"

namespace vitriflow {

namespace {

constexpr double kLookInterval_s = 2.0;
constexpr int kGone = -1;

}  // namespace

std::string member_name(const AllocationRecord& record) { return fmt::format("j{}-{}", record.name, record.session); }

std::string letter_folder(const std::string& campaign, std::int64_t epoch, const std::string& member) {
  return fmt::format("{}/members/{}.{}", campaign, epoch, member);
}

Members::Changes Members::look() {
  Changes changes;
  const double now_s = setup_.clock->monotonic_s();
  if (now_s - looked_s_ < kLookInterval_s) return changes;
  looked_s_ = now_s;
  std::map<std::string, Gone> silent;
  for (const auto& [member, first] : known_) {
    if (first != kGone) silent[member] = {member, first, "its processes died, and it has asked anew", true};
  }
  for (const AllocationRecord& record : read_allocations(setup_.campaign, *setup_.files)) {
    if (record.session == 0) continue;
    const std::string member = member_name(record);
    const double silent_s = setup_.clock->wall_s() - record.heard_s;
    if (!is_heard_of(record, setup_.clock->wall_s())) {
      const auto known = silent.find(member);
      if (known == silent.end()) continue;
      known->second.why = record.ended_s > 0.0 ? "its job has ended"
                                               : fmt::format("it was not heard of for {}", duration_text(silent_s));
      known->second.by_its_tasks = false;
      continue;
    }
    silent.erase(member);
    if (!known_.contains(member)) changes.joined.push_back(take_in(member, record));
  }
  for (auto& [member, gone] : silent) changes.gone.push_back(std::move(gone));
  return changes;
}

Members::Joined Members::take_in(const std::string& member, const AllocationRecord& record) {
  begin_member(setup_.campaign, setup_.epoch, member, *setup_.files);
  const std::string folder = letter_folder(setup_.campaign, setup_.epoch, member);
  setup_.files->make_directories(folder);
  const int count = static_cast<int>(record.ranks);
  const int first = setup_.mailbox->add(count, LetterWriter(folder + "/to", *setup_.files),
                                        LetterReader(folder + "/from", *setup_.files));
  known_[member] = first;
  return {member, first, count};
}

void Members::shut_out(int first) {
  for (auto& [member, known] : known_) {
    if (known != first) continue;
    end_member(setup_.campaign, setup_.epoch, member, *setup_.files);
    setup_.mailbox->remove(first);
    known = kGone;
  }
}

}  // namespace vitriflow
