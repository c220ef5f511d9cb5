#include "hpc/base/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>  // parser.h only announces YAML::Node, which lint takes for ours
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "hpc/base/files.hpp"
#include "hpc/base/utf8.hpp"
#include "hpc/base/yaml_words.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;
constexpr std::size_t kMostDepth = 64;
constexpr std::size_t kMostCopies = 100000;  // nodes that aliases may add

// Whether a text that begins inside of quotes leaves them in this line.
bool closes(std::string_view text, char quote) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
      if (!doubled) return true;
      ++i;
    }
  }
  return false;
}

// How many nodes a tree has.
std::size_t weight(const Node& node) {
  std::size_t count = 1;
  for (const auto& item : node.items) count += weight(item);
  for (const auto& entry : node.entries) count += weight(entry.value);
  return count;
}

// Too deep or too large to go on; the diagnostic is already there.
struct TooMuch {};

// Builds our tree from yaml-cpp's events, which keep duplicate keys and the place of every key.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const SourceText> source, Diagnostics& problems)
      : source_(std::move(source)), problems_(problems) {}

  Node take() { return std::move(root_); }
  // yaml-cpp counts bytes, our columns are characters.
  Place place(const YAML::Mark& mark) const {
    const auto line = static_cast<std::size_t>(std::max(0, mark.line));
    if (line >= source_->lines.size()) return {source_, mark.line + 1, mark.column + 1};
    const std::string_view text = source_->lines[line];
    const auto column = static_cast<std::size_t>(std::max(0, mark.column));
    // Counted on from the last place, since a line may hold a hundred thousand values.
    if (line != counted_line_ || column < counted_bytes_) counted_line_ = line, counted_bytes_ = 0, counted_ = 0;
    counted_ += characters(text.substr(std::min(counted_bytes_, text.size()), column - counted_bytes_));
    counted_bytes_ = column;
    return {source_, mark.line + 1, counted_ + 1};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.place = place(mark);
    add(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto it = anchors_.find(anchor);
    if (it == anchors_.end()) {
      problems_.add(place(mark), "this alias refers to something that is not complete yet. Write the value out.");
      return OnNull(mark, 0);
    }
    copied_ += weight(it->second);
    if (copied_ > kMostCopies) {
      problems_.add(place(mark), "aliases make this file too large. Write the values out.");
      throw TooMuch{};
    }
    add(it->second, 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.type = Node::Type::scalar;
    node.place = place(mark);
    node.text = value;
    node.quoted = tag == "!";
    check_tag(mark, tag);
    if (node.quoted && quote_is_open(node.place)) problems_.add(node.place, "a quote is not closed. Add it.");
    if (!node.quoted && (value == "null" || value == "~" || value.empty())) node.type = Node::Type::null;
    add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    check_tag(mark, tag);
    open(Node::Type::sequence, mark, anchor, style);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    check_tag(mark, tag);
    open(Node::Type::map, mark, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    YAML::EmitterStyle::value style = YAML::EmitterStyle::Default;
    bool has_key = false;
    Node::Entry entry;
    std::map<std::string, int> lines;  // of the keys so far
  };

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problems_.add(place(mark), fmt::format("the tag '{}' has no meaning here. Remove it.", tag));
  }

  // yaml-cpp ends a quoted text without a word where a line is not indented enough, and at the end of the file.
  bool quote_is_open(const Place& from) const {
    const bool block = !stack_.empty() && stack_.back().style != YAML::EmitterStyle::Flow;
    const int least = block ? stack_.back().node.place.column : 0;
    char quote = '\0';
    for (auto line = static_cast<std::size_t>(from.line - 1); line < source_->lines.size(); ++line) {
      std::string_view text = source_->lines[line];
      if (quote == '\0') {
        text.remove_prefix(std::min(bytes_before(text, from.column), text.size()));
        if (text.empty() || (text.front() != '\'' && text.front() != '"')) return false;  // a block, or an anchor first
        quote = text.front();
        text.remove_prefix(1);
      } else if (const auto first = text.find_first_not_of(" \t"); first != std::string_view::npos) {
        if (static_cast<int>(first) < least) return true;
      }
      if (closes(text, quote)) return false;
    }
    return true;
  }

  void open(Node::Type type, const YAML::Mark& mark, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    if (stack_.size() >= kMostDepth) {
      problems_.add(place(mark), fmt::format("lists and maps are nested more than {} deep. Flatten them.", kMostDepth));
      throw TooMuch{};
    }
    Open level;
    level.node.type = type;
    level.node.place = place(mark);
    level.anchor = anchor;
    level.style = style;
    stack_.push_back(std::move(level));
  }

  void close() {
    Open level = std::move(stack_.back());
    stack_.pop_back();
    add(std::move(level.node), level.anchor);
  }

  void add(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& level = stack_.back();
    if (level.node.type == Node::Type::sequence)
      level.node.items.push_back(std::move(node));
    else if (!level.has_key)
      take_key(level, node);
    else
      take_value(level, std::move(node));
  }

  void take_key(Open& level, const Node& key) {
    level.has_key = true;
    level.entry = Node::Entry{key.text, key.place, {}};
    if (key.is_sequence() || key.is_map())
      problems_.add(key.place, "a key must be a single word. Put the list or map behind a ':'.");
    else if (key.text.empty())
      problems_.add(key.place, "a key is empty. Write its name before the ':'.");
  }

  void take_value(Open& level, Node value) {
    level.has_key = false;
    Node::Entry& entry = level.entry;
    entry.value = std::move(value);
    const int width = std::max(1, characters(entry.key));
    if (entry.key.empty()) return;  // said already
    if (entry.key == "<<") {
      problems_.add(entry.place, "merge keys ('<<') are not supported. Write the keys out.", width);
      return;
    }
    const auto [first, added] = level.lines.try_emplace(entry.key, entry.place.line);
    if (!added) {
      problems_.add(entry.place,
                    fmt::format("key '{}' stands here a second time; the first is in line {}. Remove one of them.",
                                entry.key, first->second),
                    width);
      return;
    }
    level.node.entries.push_back(std::move(entry));
  }

  std::shared_ptr<const SourceText> source_;
  Diagnostics& problems_;
  Node root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::size_t copied_ = 0;
  mutable std::size_t counted_line_ = 0, counted_bytes_ = 0;  // up to here
  mutable int counted_ = 0;                                   // this many characters
};

Place place_of(const std::shared_ptr<const SourceText>& source, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto start = before.rfind('\n');
  return {source, line, characters(before.substr(start == std::string_view::npos ? 0 : start + 1)) + 1};
}

// Whether '---' or '...' ended a document before this place.
bool ended_by_hand(const Place& place) {
  const auto& lines = place.source->lines;
  for (std::size_t i = 1; i < lines.size() && static_cast<int>(i) < place.line; ++i) {
    if (lines[i].rfind("---", 0) == 0 || lines[i].rfind("...", 0) == 0) return true;
  }
  return false;
}

bool acceptable(std::string_view text, const std::shared_ptr<const SourceText>& source, Diagnostics& problems) {
  if (text.size() > kMostBytes) {
    problems.add({source, 0, 0}, "the file is larger than 16 MiB. Is it the right file?");
    return false;
  }
  if (const auto bad = first_invalid_utf8(text); bad != std::string_view::npos) {
    problems.add(place_of(source, text, bad), "a byte here is not valid UTF-8. Save the file as UTF-8.");
    return false;
  }
  if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
    problems.add(place_of(source, text, zero), "a zero byte. Is it the right file?");
    return false;
  }
  return true;
}

}  // namespace

const Node* Node::find(std::string_view key) const noexcept {
  for (const auto& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

const char* Node::type_name() const noexcept {
  switch (type) {
    case Type::null:
      return "nothing";
    case Type::scalar:
      return "a text";
    case Type::sequence:
      return "a list";
    case Type::map:
      break;
  }
  return "a map";
}

Node parse_yaml(std::string_view text, std::string name, Diagnostics& problems) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  const bool huge = text.size() > kMostBytes;
  const auto source = make_source(std::move(name), huge ? std::string_view() : text);
  TreeBuilder builder(source, problems);
  if (!acceptable(text, source, problems)) return builder.take();
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    TreeBuilder rest(source, problems);
    if (parser.HandleNextDocument(rest)) {
      const Place place = rest.take().place;
      problems.add(place, ended_by_hand(place)
                              ? "a second document begins here. One file holds one document: remove the '---'."
                              : "this does not belong to what stands above it. Check the indentation.");
    }
  } catch (const YAML::Exception& error) {
    const Place place = error.mark.is_null() ? Place{source, 0, 0} : builder.place(error.mark);
    problems.add(place, explain_yaml(error.msg, place));
  } catch (const TooMuch&) {
    // said already
  }
  return builder.take();
}

Node read_yaml(const std::string& path, Diagnostics& problems) {
  try {
    return parse_yaml(posix_files().read(path), path, problems);
  } catch (const InvalidInput&) {
    throw;
  } catch (const Error& error) {
    throw Error(error.what(), Failure::invalid_input);
  }
}

int caret_width(const Node& node) {
  if (!node.is_scalar()) return 1;
  const int wanted = characters(node.text) + (node.quoted ? 2 : 0);
  const auto& source = node.place.source;
  if (!source || node.place.line < 1 || node.place.line > static_cast<int>(source->lines.size())) return 1;
  const int length = characters(source->lines[static_cast<std::size_t>(node.place.line - 1)]);
  return std::clamp(wanted, 1, std::max(1, length - node.place.column + 1));
}

}  // namespace vitriflow
