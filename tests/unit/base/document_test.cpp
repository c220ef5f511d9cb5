#include "hpc/base/document.hpp"

#include <gtest/gtest.h>

#include "tests/support/scratch_folder.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

std::string problems_of(std::string_view text) {
  Diagnostics problems;
  parse_yaml(text, "w.yaml", problems);
  return problems.empty() ? "" : problems.render();
}

TEST(Document, EveryNodeKnowsItsPlaceAndType) {
  Diagnostics problems;
  const Node root = parse_yaml("a: 1\nb:\n  - 'x y'\n  - {c: null}\nd:\n", "w.yaml", problems);
  ASSERT_TRUE(problems.empty());
  ASSERT_TRUE(root.is_map());
  ASSERT_EQ(root.entries.size(), 3u);
  EXPECT_EQ(root.entries[1].key, "b");
  EXPECT_EQ(root.entries[1].place.line, 2);
  EXPECT_EQ(root.entries[1].place.column, 1);
  const Node& list = *root.find("b");
  ASSERT_TRUE(list.is_sequence());
  EXPECT_EQ(list.items[0].text, "x y");
  EXPECT_TRUE(list.items[0].quoted);
  EXPECT_EQ(list.items[0].place.line, 3);
  EXPECT_EQ(list.items[0].place.column, 5);
  EXPECT_EQ(list.items[1].find("c")->type, Node::Type::null);
  EXPECT_STREQ(root.find("d")->type_name(), "nothing");
  EXPECT_FALSE(root.find("a")->quoted);
  EXPECT_EQ(root.find("missing"), nullptr);
}

TEST(Document, QuotedWordsStayTexts) {
  Diagnostics problems;
  const Node root = parse_yaml("a: 'null'\nb: \"\"\nc: ~\n", "w.yaml", problems);
  EXPECT_TRUE(root.find("a")->is_scalar());
  EXPECT_TRUE(root.find("b")->is_scalar());
  EXPECT_EQ(root.find("c")->type, Node::Type::null);
}

TEST(Document, ColumnsCountCharactersAndNotBytes) {
  EXPECT_EQ(problems_of("{Å: 1, Å: 2}\n"),
            "w.yaml:1:8: key 'Å' stands here a second time; the first is in line 1. Remove one of them.\n"
            "  {Å: 1, Å: 2}\n"
            "         ^\n"
            "1 problem.\n");
}

TEST(Document, DuplicateKeysNameBothLinesAndAreAllListed) {
  EXPECT_EQ(problems_of("seed: 1\nstages: {}\nseed: 2\nstages: {}\n"),
            "w.yaml:3:1: key 'seed' stands here a second time; the first is in line 1. Remove one of them.\n"
            "  seed: 2\n"
            "  ^~~~\n"
            "w.yaml:4:1: key 'stages' stands here a second time; the first is in line 2. Remove one of them.\n"
            "  stages: {}\n"
            "  ^~~~~~\n"
            "2 problems.\n");
}

struct Wrong {
  const char* text;
  const char* first_line;
};

TEST(Document, EverySyntaxErrorSaysWhereAndTheWayOut) {
  const Wrong cases[] = {
      {"a: 1\n\tb: 2\n", "w.yaml:2:1: this line is indented with a tab. Use spaces."},
      {"a:\n  b: 1\n c: 2\n",
       "w.yaml:3:2: the indentation of this line fits nothing above it. Align it with the other keys of its map."},
      {"a: [1, 2\nb: 3\n", "w.yaml:2:2: a '[' is not closed. Add the ']'."},
      {"a: {x: 1\n", "w.yaml:2:1: a '{' is not closed. Add the '}'."},
      {"a: 'text\nb: 1\n", "w.yaml:1:4: a quote is not closed. Add it."},
      {"a: \"text\n", "w.yaml:1:4: a quote is not closed. Add it."},
      {"a: b: c\n", "w.yaml:1:5: a ':' cannot stand here. Put the text in quotes, or check the indentation."},
      {"- 1\nb: 2\n", "w.yaml:2:1: this does not belong to what stands above it. Check the indentation."},
      {"a: 1\n---\nb: 2\n",
       "w.yaml:3:1: a second document begins here. One file holds one document: remove the '---'."},
      {"a: *x\n", "w.yaml:1:4: an alias ('*') without an anchor ('&') of its name before it. Put the text in quotes."},
      {"&a [*a]\n", "w.yaml:1:5: this alias refers to something that is not complete yet. Write the value out."},
      {"a: \"\\q\"\n", "w.yaml:1:7: a '\\' in double quotes begins an escape. Use single quotes, or write '\\\\'."},
      {"a: @x\n", "w.yaml:1:4: a text cannot begin with '@'. Put it in quotes."},
      {"a: }\n", "w.yaml:1:4: a bracket closes here that was never opened. Remove it."},
      {"a: - b\n", "w.yaml:1:4: a '-' cannot stand here. Check the indentation."},
      {"<<: {a: 1}\n", "w.yaml:1:1: merge keys ('<<') are not supported. Write the keys out."},
      {"a: !foo 3\n", "w.yaml:1:4: the tag '!foo' has no meaning here. Remove it."},
      {"? [a]\n: 1\n", "w.yaml:1:3: a key must be a single word. Put the list or map behind a ':'."},
      {": 3\n", "w.yaml:1:1: a key is empty. Write its name before the ':'."},
      {"a: 1\nÅ: \xC3\n", "w.yaml:2:4: a byte here is not valid UTF-8. Save the file as UTF-8."},
      {"a: \xED\xA0\x80\n", "w.yaml:1:4: a byte here is not valid UTF-8. Save the file as UTF-8."},
      {"a: \xE0\x80\x80\n", "w.yaml:1:4: a byte here is not valid UTF-8. Save the file as UTF-8."},
  };
  for (const auto& wrong : cases) {
    const std::string said = problems_of(wrong.text);
    EXPECT_EQ(said.substr(0, said.find('\n')), wrong.first_line) << wrong.text;
  }
  EXPECT_EQ(problems_of(std::string_view("a: \0\n", 5)).substr(0, 47),
            "w.yaml:1:4: a zero byte. Is it the right file?\n");
}

TEST(Document, ClosedQuotesAreFineWhereverTheyEnd) {
  for (const char* text : {"a: 'x y'\nb: \"q\\\"r\"\n", "a:\n  - 'one\n    two'\n  - 'it''s'\n",
                           "a: {b: 'x', c: \"y\nz\"}\n", "'k': 'v'\n", "'x'", "a:\n- 'x'\n- \"y\"\nb: \"Å\" \n",
                           "- a: 'x'\n  b: 'y'\n", "a: |\n  'x\n  y\nb: 'c\n   d'\n", "a: ['b','c']\n",
                           "a: 'x\n\n  y'\n", "a: \"x\\\n  y\"\n", "a: '\n  x'\n", "a: \"Å 'x\" # don't\n"}) {
    EXPECT_EQ(problems_of(text), "") << text;
  }
}

TEST(Document, AliasesRepeatTheirAnchor) {
  Diagnostics problems;
  const Node root = parse_yaml("a: &x [1, 2]\nb: *x\n", "w.yaml", problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(root.find("b")->items.at(1).text, "2");
}

TEST(Document, AliasesOfAliasesCannotFillTheMemory) {
  std::string text = "l0: &l0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 10; ++i) {
    text += fmt::format("l{0}: &l{0} [*l{1},*l{1},*l{1},*l{1},*l{1},*l{1},*l{1},*l{1},*l{1},*l{1}]\n", i, i - 1);
  }
  EXPECT_NE(problems_of(text).find("aliases make this file too large. Write the values out."), std::string::npos);
}

TEST(Document, DeepNestingAndHugeFilesAreRefused) {
  EXPECT_EQ(problems_of(std::string(64, '[') + std::string(64, ']')), "");
  const auto said = problems_of(std::string(65, '[') + std::string(65, ']'));
  EXPECT_EQ(said.substr(0, said.find('\n')), "w.yaml:1:65: lists and maps are nested more than 64 deep. Flatten them.");
  EXPECT_EQ(problems_of(std::string((16 << 20) + 1, 'a')),
            "w.yaml: the file is larger than 16 MiB. Is it the right file?\n1 problem.\n");
}

TEST(Document, AByteOrderMarkAndWindowsLineEndsAreRead) {
  Diagnostics problems;
  const Node root = parse_yaml(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n",
      "w.yaml", problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(root.entries.at(0).key, "a");
  EXPECT_EQ(root.entries.at(0).place.column, 1);
  EXPECT_EQ(root.find("b")->text, "2");
}

TEST(Document, AnEmptyFileIsNothing) {
  Diagnostics problems;
  EXPECT_EQ(parse_yaml("", "w.yaml", problems).type, Node::Type::null);
  EXPECT_EQ(parse_yaml("# only a comment\n", "w.yaml", problems).type, Node::Type::null);
  EXPECT_TRUE(problems.empty());
}

TEST(Document, AnAbsentFileIsInvalidInput) {
  const testing::ScratchFolder folder;
  Diagnostics problems;
  const std::string path = folder / "w.yaml";
  try {
    read_yaml(path, problems);
    FAIL() << "it was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), "cannot look at '" + path + "': No such file or directory.");
    EXPECT_EQ(error.failure(), Failure::invalid_input);
  }
}

}  // namespace
}  // namespace vitriflow
