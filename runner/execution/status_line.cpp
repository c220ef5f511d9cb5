#include "runner/execution/status_line.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "runner/local_time.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kTasksInLine = 3;
constexpr std::size_t kTasksInBlock = 8;
constexpr double kLineInterval_s = 10.0;

std::size_t columns_of(std::FILE* out) {
  winsize size{};
  return ::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// Cut at a character's beginning, not inside a UTF-8 sequence.
std::string cut(std::string text, std::size_t columns) {
  if (text.size() <= columns) return text;
  std::size_t end = columns;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

std::string rate_text(double per_s) { return fmt::format("{:.{}f}/s", per_s, per_s < 10 ? 1 : 0); }

std::string left_text(const RunningTask& task) {
  const auto left = static_cast<double>(task.total - task.done);
  return duration_text(left / task.rate_per_s) + " left";
}

}  // namespace

std::string running_text(const RunningTask& task) {
  std::string text = task.task;
  if (!task.phase.empty()) text += "  " + task.phase;
  if (task.total > 0) {
    text += fmt::format("  {:.0f} %", 100.0 * static_cast<double>(task.done) / static_cast<double>(task.total));
  }
  if (task.rate_per_s > 0) text += "  " + rate_text(task.rate_per_s);
  if (task.rate_per_s > 0 && task.total > task.done) return text + "  " + left_text(task);
  return text + "  for " + duration_text(task.elapsed_s);
}

std::string counts_text(const PoolSnapshot& snapshot) {
  const auto all = snapshot.done + snapshot.running + snapshot.waiting + snapshot.failed + snapshot.blocked;
  auto text = fmt::format("{} of {} done, {} running, {} waiting, {} failed", snapshot.done, all, snapshot.running,
                          snapshot.waiting, snapshot.failed);
  if (snapshot.blocked > 0) text += fmt::format(", {} blocked", snapshot.blocked);
  return text;
}

std::string progress_line(const PoolSnapshot& snapshot) {
  std::string text = counts_text(snapshot);
  const auto shown = std::min(snapshot.tasks.size(), kTasksInLine);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? ": " : "; ") + running_text(snapshot.tasks[i]);
  if (snapshot.running > shown && shown > 0) text += fmt::format("; and {} more", snapshot.running - shown);
  return text;
}

std::vector<std::string> status_block(const PoolSnapshot& snapshot, double elapsed_s, std::size_t columns) {
  std::vector<std::string> lines{counts_text(snapshot) + "  (" + duration_text(elapsed_s) + ")"};
  const auto shown = std::min(snapshot.tasks.size(), kTasksInBlock);
  for (std::size_t i = 0; i < shown; ++i) lines.push_back("  " + running_text(snapshot.tasks[i]));
  if (snapshot.running > shown && shown > 0) lines.push_back(fmt::format("  and {} more", snapshot.running - shown));
  for (auto& line : lines) line = cut(std::move(line), columns - 1);
  return lines;
}

std::string event_text(const PoolLine& line) {
  switch (line.type) {
    case PoolLine::Type::started:
      return fmt::format("started    {} on {} {}", line.task,
                         line.ranks.find(',') == std::string::npos ? "rank" : "ranks", line.ranks);
    case PoolLine::Type::finished:
      return fmt::format("done       {} after {}", line.task, duration_text(line.seconds));
    case PoolLine::Type::failed:
      return fmt::format("FAILED     {}: {}", line.task, line.message);
    case PoolLine::Type::retried:
      return fmt::format("retrying   {}: {}", line.task, line.message);
    case PoolLine::Type::skipped:
      return fmt::format("skipped    {}: {}", line.task, line.message);
    case PoolLine::Type::interrupted:
      return fmt::format("stopped    {}; its state is kept", line.task);
    case PoolLine::Type::resized:
      return fmt::format("resized    {} {}", line.task, line.message);
    case PoolLine::Type::set_aside:
      return fmt::format("SET ASIDE  {}: {}", line.task, line.message);
    case PoolLine::Type::remedied:
      return fmt::format("remedied   {}: {}", line.task, line.message);
    case PoolLine::Type::placed:
      return fmt::format("placed     {}", line.message);
    case PoolLine::Type::avoided:
      return fmt::format("AVOIDED    {}", line.message);
    case PoolLine::Type::snapshot:
    case PoolLine::Type::ended:
    case PoolLine::Type::broken:
      return "";
  }
  return "";
}

StatusDisplay::StatusDisplay(std::FILE* out, bool terminal, Clock& clock)
    : out_(out), terminal_(terminal), clock_(&clock), begin_s_(clock.monotonic_s()), last_line_s_(begin_s_) {}

StatusDisplay::~StatusDisplay() { clear(); }

void StatusDisplay::clear() {
  if (lines_drawn_ > 0) fmt::print(out_, "\x1b[{}F\x1b[J", lines_drawn_);
  lines_drawn_ = 0;
  std::fflush(out_);
}

void StatusDisplay::say(const std::string& line) {
  clear();
  fmt::print(out_, "{}\n", line);
  std::fflush(out_);
}

void StatusDisplay::hear(const PoolLine& line) {
  if (const std::string text = event_text(line); !text.empty()) say(time_of_day(clock_->wall_s()) + "  " + text);
  if (line.type == PoolLine::Type::failed || line.type == PoolLine::Type::set_aside) failures_told_.insert(line.task);
  show(line.snapshot);
}

void StatusDisplay::show(const PoolSnapshot& snapshot) {
  const double now_s = clock_->monotonic_s();
  if (terminal_) {
    clear();
    const auto lines = status_block(snapshot, now_s - begin_s_, columns_of(out_));
    for (const auto& line : lines) fmt::print(out_, "{}\n", line);
    lines_drawn_ = lines.size();
    std::fflush(out_);
  } else if (now_s - last_line_s_ >= kLineInterval_s) {
    last_line_s_ = now_s;
    fmt::print(out_, "{}  {}\n", time_of_day(clock_->wall_s()), progress_line(snapshot));
    std::fflush(out_);
  }
}

}  // namespace vitriflow
