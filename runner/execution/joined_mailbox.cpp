#include "runner/execution/joined_mailbox.hpp"

#include <utility>

namespace vitriflow {

namespace {

constexpr double kReadInterval_s = 0.1;  // each is a few calls to the file system

}  // namespace

int JoinedMailbox::add(int ranks, LetterWriter to, LetterReader from) {
  const int first = std::exchange(next_first_, next_first_ + ranks);
  members_.emplace(first, Member{ranks, std::move(to), std::move(from)});
  return first;
}

void JoinedMailbox::post(int to, int subject, std::string bytes) {
  const int rank = to - 1;
  if (rank < own_ranks_) return own_->post(to, subject, std::move(bytes));
  auto member = members_.upper_bound(rank);
  if (member == members_.begin()) return;
  --member;
  const int local = rank - member->first;
  if (local < member->second.ranks) member->second.to.append(local, subject, bytes);
}

std::optional<Letter> JoinedMailbox::take() {
  if (auto letter = own_->take()) return letter;
  if (heard_.empty()) read_members();
  if (heard_.empty()) return std::nullopt;
  Letter letter = std::move(heard_.front());
  heard_.pop_front();
  return letter;
}

void JoinedMailbox::read_members() {
  const double now_s = clock_->monotonic_s();
  if (members_.empty() || now_s - read_s_ < kReadInterval_s) return;
  read_s_ = now_s;
  for (auto& [first, member] : members_) {
    for (Letter& letter : member.from.next()) {
      letter.from += first + 1;
      heard_.push_back(std::move(letter));
    }
  }
}

}  // namespace vitriflow
