#include "runner/keeping/bibliography.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <set>

namespace vitriflow {

namespace {

// The last year in parentheses or after a comma; empty without one.
std::string year_in(const std::string& text) {
  static const std::regex pattern("[(, ]((?:19|20)[0-9]{2})[),.]");
  std::string year;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) year = (*it)[1];
  return year;
}

std::string doi_in(const std::string& text) {
  static const std::regex pattern("doi:\\s*(10\\.[0-9]{4,}/[^\\s,;]+)");
  std::smatch match;
  if (!std::regex_search(text, match, pattern)) return "";
  std::string doi = match[1];
  while (!doi.empty() && doi.back() == '.') doi.pop_back();
  return doi;
}

// The first word that looks like a surname, in lower case.
std::string name_in(const std::string& text) {
  std::string word;
  const auto take = [&]() -> bool { return word.size() > 2; };
  for (const char c : text + " ") {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      word.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    } else {
      if (take()) return word;
      word.clear();
    }
  }
  return "reference";
}

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&' || c == '%' || c == '#' || c == '_' || c == '$') safe.push_back('\\');
    if (c != '{' && c != '}') safe.push_back(c);
  }
  return safe;
}

std::string entry(const std::string& key, const std::string& text, const std::set<std::string>& used_by) {
  std::string fields = fmt::format("  note = {{{}}}", escaped(text));
  if (const auto year = year_in(text); !year.empty()) fields += fmt::format(",\n  year = {{{}}}", year);
  if (const auto doi = doi_in(text); !doi.empty()) fields += fmt::format(",\n  doi = {{{}}}", doi);
  if (!used_by.empty())
    fields += fmt::format(",\n  annote = {{used by {}}}", escaped(fmt::format("{}", fmt::join(used_by, ", "))));
  return fmt::format("@misc{{{},\n{}\n}}\n", key, fields);
}

}  // namespace

std::string bibtex(const std::vector<Citation>& citations) {
  std::map<std::string, std::set<std::string>> by_text;
  for (const Citation& citation : citations)
    by_text[citation.text].insert(citation.used_by.begin(), citation.used_by.end());
  std::map<std::string, std::string> entries;
  for (const auto& [text, used_by] : by_text) {
    const std::string stem = name_in(text) + year_in(text);
    std::string key = stem;
    for (char letter = 'a'; entries.contains(key); ++letter) key = stem + letter;
    entries[key] = entry(key, text, used_by);
  }
  std::string all;
  for (const auto& [key, text] : entries) all += (all.empty() ? "" : "\n") + text;
  return all;
}

}  // namespace vitriflow
