#include "stages/structure/cif_document.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <gemmi/numb.hpp>
#include <map>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string canonical(std::string_view tag) {
  std::string result = lower(tag);
  std::replace(result.begin(), result.end(), '.', '_');
  return result;
}

std::string with_line_feeds(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      result += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      result += '\n';
  }
  return result;
}

struct Token {
  std::string text;
  bool quoted = false;
  Place place;
};

// Cuts the text into words, quoted texts and text fields.
class Scanner {
 public:
  Scanner(const std::string& text, const std::string& name, Diagnostics& problems)
      : text_(text), source_(make_source(name, text)), problems_(problems) {}

  // False at the end of the text.
  bool next(Token& token) {
    skip_blanks();
    token = {{}, false, place()};
    if (at_end()) return false;
    if (column_ == 1 && text_[at_] == ';')
      read_field(token);
    else if (text_[at_] == '\'' || text_[at_] == '"')
      read_quoted(token);
    else
      while (!at_end() && !is_blank(text_[at_])) take(token);
    return true;
  }

  Place start() const { return {source_, 1, 1}; }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }
  bool at_end() const { return at_ >= text_.size(); }
  Place place() const { return {source_, line_, column_}; }

  void advance() {
    if (text_[at_++] == '\n') {
      ++line_;
      column_ = 1;
    } else {
      ++column_;
    }
  }

  void take(Token& token) {
    token.text += text_[at_];
    advance();
  }

  void skip_blanks() {
    while (!at_end() && (is_blank(text_[at_]) || text_[at_] == '#')) {
      if (text_[at_] == '#') {
        while (!at_end() && text_[at_] != '\n') advance();
      } else {
        advance();
      }
    }
  }

  // Up to the same quote before a blank.
  void read_quoted(Token& token) {
    const char quote = text_[at_];
    token.quoted = true;
    advance();
    while (!at_end() && text_[at_] != '\n') {
      if (text_[at_] == quote && (at_ + 1 == text_.size() || is_blank(text_[at_ + 1]))) return advance();
      take(token);
    }
    problems_.add(token.place, fmt::format("the text that begins here has no closing {} on its line. Add it.", quote));
  }

  // Lines between two that begin with ';'.
  void read_field(Token& token) {
    token.quoted = true;
    advance();
    while (!at_end() && !(column_ == 1 && text_[at_] == ';')) take(token);
    if (at_end()) {
      problems_.add(token.place,
                    "the text field that begins here does not end. Close it with ';' on a line of its own.");
      return;
    }
    advance();
    if (!token.text.empty()) token.text.pop_back();
  }

  const std::string& text_;
  std::shared_ptr<const SourceText> source_;
  Diagnostics& problems_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

class Parser {
 public:
  Parser(Scanner& scanner, Diagnostics& problems) : scanner_(scanner), problems_(problems) {}

  std::vector<CifBlock> parse() {
    Token token;
    while (problems_.empty() && scanner_.next(token)) take(token);
    finish();
    if (problems_.empty() && blocks_.empty())
      problems_.add(scanner_.start(), "there is no data block. A CIF begins with 'data_' and a name.");
    return std::move(blocks_);
  }

 private:
  void take(const Token& token) {
    const std::string word = token.quoted ? "" : lower(token.text);
    if (word.starts_with("data_")) {
      finish();
      in_frame_ = false;
      blocks_.push_back({token.text.substr(5), token.place, {}});
      lines_.clear();
    } else if (word.starts_with("save_")) {
      finish();
      in_frame_ = word.size() > 5;
    } else if (word == "loop_") {
      finish();
      state_ = State::loop_tags;
      loop_place_ = token.place;
    } else if (word == "stop_") {
      finish();
    } else if (word.starts_with("_")) {
      take_tag(token);
    } else {
      take_value(token);
    }
  }

  void take_tag(const Token& token) {
    if (state_ != State::loop_tags) {
      finish();
      state_ = State::tag;
    }
    columns_.push_back({token.text, token.place, {}});
  }

  void take_value(const Token& token) {
    const int width = std::max(1, static_cast<int>(token.text.find('\n') == std::string::npos ? token.text.size() : 1));
    if (state_ == State::none) {
      problems_.add(token.place,
                    fmt::format("'{}' belongs to no tag. A text with blanks needs quotes around it.", token.text),
                    width);
      return;
    }
    if (columns_.empty()) {
      problems_.add(
          token.place,
          fmt::format("the loop of line {} has no tags before its first value. Name its columns.", loop_place_.line),
          width);
      return;
    }
    const bool missing = !token.quoted && (token.text == "?" || token.text == ".");
    columns_[count_++ % columns_.size()].values.push_back({token.text, missing, token.place, width});
    if (state_ == State::tag) return finish();
    state_ = State::loop_values;
  }

  // Ends the item or loop under way.
  void finish() {
    if (state_ == State::tag && count_ == 0) {
      problems_.add(columns_[0].place, fmt::format("'{}' has no value. Write '?' for none.", columns_[0].tag),
                    static_cast<int>(columns_[0].tag.size()));
    }
    if (!columns_.empty() && count_ % columns_.size() != 0) {
      const Place& last = columns_[(count_ - 1) % columns_.size()].values.back().place;
      problems_.add(last,
                    fmt::format("the loop of line {} has {} tags and {} values: its last row, which ends here, is "
                                "{} short. Complete it, or put quotes around values with blanks.",
                                loop_place_.line, columns_.size(), count_, columns_.size() - count_ % columns_.size()));
    }
    for (CifItem& item : columns_) keep(std::move(item));
    columns_.clear();
    count_ = 0;
    state_ = State::none;
  }

  void keep(CifItem item) {
    if (in_frame_) return;
    if (blocks_.empty()) {
      problems_.add(item.place, fmt::format("'{}' stands before the first data block. A CIF begins with 'data_' and a "
                                            "name.",
                                            item.tag));
      return;
    }
    const auto [twin, is_new] = lines_.try_emplace(canonical(item.tag), item.place.line);
    if (!is_new) {
      problems_.add(item.place, fmt::format("'{}' stands in line {} of the block '{}' already. Remove one of them.",
                                            item.tag, twin->second, blocks_.back().name));
      return;
    }
    blocks_.back().items.push_back(std::move(item));
  }

  enum class State { none, tag, loop_tags, loop_values };
  Scanner& scanner_;
  Diagnostics& problems_;
  std::vector<CifBlock> blocks_;
  std::map<std::string, int> lines_;  // of the newest block's tags
  State state_ = State::none;
  bool in_frame_ = false;
  Place loop_place_;
  std::vector<CifItem> columns_;  // of the item or loop under way
  std::size_t count_ = 0;         // its values so far
};

}  // namespace

const CifItem* CifBlock::find(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags) {
    const std::string wanted = canonical(tag);
    const auto it =
        std::find_if(items.begin(), items.end(), [&](const CifItem& item) { return canonical(item.tag) == wanted; });
    if (it != items.end()) return &*it;
  }
  return nullptr;
}

const CifValue* CifBlock::value(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags) {
    const CifItem* item = find({tag});
    if (item != nullptr && !item->values.empty() && !item->values.front().missing) return &item->values.front();
  }
  return nullptr;
}

std::vector<CifBlock> parse_cif(std::string_view text, const std::string& name, Diagnostics& problems) {
  const std::string lines = with_line_feeds(text);
  Scanner scanner(lines, name, problems);
  return Parser(scanner, problems).parse();
}

std::optional<double> cif_number(const CifValue& value) {
  const double number = value.missing || value.text.empty() ? NAN : gemmi::cif::as_number(value.text);
  return std::isfinite(number) ? std::optional<double>(number) : std::nullopt;
}

}  // namespace vitriflow
