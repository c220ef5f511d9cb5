#include "hpc/base/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "hpc/base/files.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;
constexpr std::size_t kMostDepth = 64;

int characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

// Too deep to go on; the diagnostic is already there.
struct TooDeep {};

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
    return {source_, mark.line + 1, characters(text.substr(0, static_cast<std::size_t>(std::max(0, mark.column)))) + 1};
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
    Node copy = it->second;
    copied_ += copy.items.size() + copy.entries.size() + 1;
    if (copied_ > 100000) {
      problems_.add(place(mark), "aliases make this file too large. Write the values out.");
      throw TooDeep{};
    }
    add(std::move(copy), 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node node;
    node.type = Node::Type::scalar;
    node.place = place(mark);
    node.text = value;
    node.quoted = tag == "!";
    check_tag(mark, tag);
    if (!node.quoted && (value == "null" || value == "~" || value.empty())) node.type = Node::Type::null;
    add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(Node::Type::sequence, mark, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(Node::Type::map, mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    Node::Entry entry;
    std::map<std::string, int> lines;  // of the keys so far
  };

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    problems_.add(place(mark), fmt::format("the tag '{}' has no meaning here. Remove it.", tag));
  }

  void open(Node::Type type, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (stack_.size() >= kMostDepth) {
      problems_.add(place(mark), fmt::format("lists and maps are nested more than {} deep. Flatten them.", kMostDepth));
      throw TooDeep{};
    }
    Open level;
    level.node.type = type;
    level.node.place = place(mark);
    level.anchor = anchor;
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
  }

  void take_value(Open& level, Node value) {
    level.has_key = false;
    Node::Entry& entry = level.entry;
    entry.value = std::move(value);
    const int width = std::max(1, characters(entry.key));
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
};

// The offset of the first byte that is no UTF-8, or npos.
std::size_t first_invalid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                     ? 1
                               : (lead >= 0xC2 && lead < 0xE0) ? 2
                               : (lead >= 0xE0 && lead < 0xF0) ? 3
                               : (lead >= 0xF0 && lead < 0xF5) ? 4
                                                               : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

Place place_of(const std::shared_ptr<const SourceText>& source, std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  const auto start = before.rfind('\n');
  return {source, line, characters(before.substr(start == std::string_view::npos ? 0 : start + 1)) + 1};
}

std::string reworded(const std::string& message) {
  static const std::pair<const char*, const char*> kWords[] = {
      {"end of map not found",
       "the indentation of this line fits nothing above it. Align it with the other keys of its map"},
      {"end of sequence not found",
       "the indentation of this line fits nothing above it. Align it with the other items of its list"},
      {"end of map flow not found", "a '{' is not closed. Add the '}'"},
      {"end of sequence flow not found", "a '[' is not closed. Add the ']'"},
      {"illegal map value", "a ':' cannot stand here. Put the text in quotes, or check the indentation"},
      {"illegal flow end", "a bracket closes here that was never opened. Remove it"},
      {"illegal block entry", "a '-' cannot stand here. Check the indentation"},
      {"unknown token",
       "a character that cannot stand here (a tab as indentation?). Use spaces, or put the text in quotes"},
      {"illegal EOF in scalar", "a quote is not closed. Add it"},
  };
  for (const auto& [theirs, ours] : kWords) {
    if (message == theirs) return std::string(ours) + ".";
  }
  return "this is not valid YAML: " + message + ".";
}

// yaml-cpp blames the ':' behind it.
bool tab_as_indentation(const Place& place) {
  if (place.line < 1 || place.line > static_cast<int>(place.source->lines.size())) return false;
  const std::string& line = place.source->lines[static_cast<std::size_t>(place.line - 1)];
  const auto first = line.find_first_not_of(" \t");
  return line.substr(0, first).find('\t') != std::string::npos;
}

std::string explained(const YAML::Exception& error, const Place& place) {
  if (tab_as_indentation(place)) return "this line is indented with a tab. Use spaces.";
  return reworded(error.msg);
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
  const bool huge = text.size() > kMostBytes;
  const auto source = make_source(std::move(name), huge ? std::string_view() : text);
  TreeBuilder builder(source, problems);
  if (!acceptable(text, source, problems)) return builder.take();
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    TreeBuilder rest(source, problems);
    if (parser.HandleNextDocument(rest))
      problems.add(rest.take().place, "a second document begins here. One file holds one document: remove the '---'.");
  } catch (const YAML::Exception& error) {
    const Place place = error.mark.is_null() ? Place{source, 0, 0} : builder.place(error.mark);
    problems.add(place, explained(error, place));
  } catch (const TooDeep&) {
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

}  // namespace vitriflow
