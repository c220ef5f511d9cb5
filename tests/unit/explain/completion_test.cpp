#include "runner/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/shell_word.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;

TEST(SplitLine, ReadsWordsAsBashDoes) {
  EXPECT_THAT(split_line("vitriflow explain 'my dir'/zif ").words, ElementsAre("explain", "my dir/zif", ""));
  EXPECT_THAT(split_line("vitriflow  run my\\ dir/z").words, ElementsAre("run", "my dir/z"));
  EXPECT_THAT(split_line("vitriflow").words, ElementsAre(""));
  EXPECT_THAT(split_line("vitriflow log \"a 'b\" c\\\\").words, ElementsAre("log", "a 'b", "c\\"));
}

TEST(SplitLine, KnowsTheQuoteThatIsOpen) {
  EXPECT_EQ(split_line("vitriflow log c 'glass[ho").quote, '\'');
  EXPECT_EQ(split_line("vitriflow log c \"glass[ho").quote, '"');
  EXPECT_EQ(split_line("vitriflow log c 'glass'").quote, 0);
}

TEST(BashReplacement, QuotesWhatTheShellWouldRead) {
  EXPECT_EQ(bash_replacement(split_line("vitriflow log c gl"), "glass[hold=10ps]"), "glass\\[hold=10ps\\]");
  EXPECT_EQ(bash_replacement(split_line("vitriflow log c 'gl"), "glass[hold=10ps]"), "glass[hold=10ps]");
  EXPECT_EQ(bash_replacement(split_line("vitriflow log my"), "my dir/zif"), "my\\ dir/zif");
}

TEST(BashReplacement, LeavesOutWhatBashTakesForAWordOfItsOwn) {
  EXPECT_EQ(bash_replacement(split_line("vitriflow log c glass\\[hold=1"), "glass[hold=10ps]"), "10ps\\]");
  EXPECT_EQ(bash_replacement(split_line("vitriflow log c 'glass[hold=1"), "glass[hold=10ps]"), "glass[hold=10ps]");
}

TEST(ShellWord, IsQuotedWhereAShellWouldReadItOtherwise) {
  EXPECT_EQ(shell_word("campaigns/zif-4"), "campaigns/zif-4");
  EXPECT_EQ(shell_word("my campaigns/zif"), "'my campaigns/zif'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("glass[hold=10ps]"), "'glass[hold=10ps]'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace vitriflow
