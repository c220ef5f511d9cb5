// TextIndex: finds one of very many texts by its hash; a hundred thousand are indexed in a few milliseconds.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace vitriflow {

// `text_of(number)` gives the texts, which must stay as they are. Of equal texts the first is found.
template <typename TextOf>
class TextIndex {
 public:
  TextIndex(std::uint32_t count, TextOf text_of)
      : text_of_(std::move(text_of)), slots_(std::bit_ceil(std::size_t{2} * count + 1)) {
    for (std::uint32_t number = 0; number < count; ++number) {
      const std::uint32_t hash = hash_of(text_of_(number));
      std::size_t at = hash & (slots_.size() - 1);
      while (slots_[at].number_and_one != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {hash, number + 1};
    }
  }

  std::optional<std::uint32_t> find(std::string_view text) const {
    const std::uint32_t hash = hash_of(text);
    for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[at];
      if (slot.number_and_one == 0) return std::nullopt;
      if (slot.hash == hash && text_of_(slot.number_and_one - 1) == text) return slot.number_and_one - 1;
    }
  }

 private:
  struct Slot {
    std::uint32_t hash = 0, number_and_one = 0;  // 0: free
  };
  static std::uint32_t hash_of(std::string_view text) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(text));
  }

  TextOf text_of_;
  std::vector<Slot> slots_;
};

}  // namespace vitriflow
