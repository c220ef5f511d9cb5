#include "hpc/slurm_fields.hpp"

#include <algorithm>
#include <cstdlib>

namespace vitriflow {

namespace {

bool is_key_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '/' ||
         c == ':' || c == '-' || c == '.';
}

// The begin of the word in which the '=' at `equals` ends the key; npos where none is.
std::size_t key_begin(std::string_view line, std::size_t equals) {
  std::size_t begin = equals;
  while (begin > 0 && is_key_character(line[begin - 1])) --begin;
  const bool is_key =
      begin < equals && line[begin] >= 'A' && line[begin] <= 'Z' && (begin == 0 || line[begin - 1] == ' ');
  return is_key ? begin : std::string_view::npos;
}

bool is_nothing(const std::string& text) {
  return text == "(null)" || text == "None" || text == "Unknown" || text == "N/A" || text == "n/a";
}

}  // namespace

// A value ends before the next word that is a key of scontrol's, which all begin with a capital letter. A comment that
// holds such a word is cut there; ours does not.
SlurmFields::SlurmFields(std::string_view line) {
  std::string key;
  std::size_t value = 0;
  for (std::size_t equals = line.find('='); equals != std::string_view::npos; equals = line.find('=', equals + 1)) {
    const std::size_t begin = key_begin(line, equals);
    if (begin == std::string_view::npos) continue;
    if (!key.empty()) values_.try_emplace(key, line.substr(value, begin == 0 ? 0 : begin - 1 - value));
    key = line.substr(begin, equals - begin);
    value = equals + 1;
  }
  if (!key.empty()) values_.try_emplace(key, line.substr(value));
}

std::string SlurmFields::text(const char* key) const {
  const auto it = values_.find(key);
  if (it == values_.end()) return "";
  std::string text = it->second;
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return is_nothing(text) ? "" : text;
}

double SlurmFields::number(const char* key) const { return std::strtod(text(key).c_str(), nullptr); }

std::vector<SlurmFields> slurm_records(std::string_view text, std::string_view first_key) {
  std::vector<SlurmFields> records;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with(first_key) && line.substr(first_key.size()).starts_with('=')) records.emplace_back(line);
    begin = end + 1;
  }
  return records;
}

}  // namespace vitriflow
