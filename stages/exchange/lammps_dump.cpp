#include "stages/exchange/lammps_dump.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <sstream>

#include <fmt/ranges.h>

#include "hpc/base/error.hpp"

namespace vitriflow {

namespace {

constexpr double kFsPerPs = 1000.0;

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

template <typename T>
bool read_number(const std::string& word, T& value) {
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(value)) return false;  // "nan" and "inf" are read as numbers
  }
  return error == std::errc() && stop == end;
}

}  // namespace

LammpsDump::LammpsDump(const std::string& path, LammpsDumpRequest request)
    : path_(path), request_(std::move(request)), file_(path) {
  if (!file_)
    throw Error(fmt::format("cannot read '{}'. Check the path and its permissions.", path), Failure::invalid_input);
}

void LammpsDump::fail(const std::string& what) const {
  throw Error(fmt::format("{}:{}: {}", path_, line_, what), Failure::invalid_input);
}

std::string LammpsDump::line(const char* wanted) {
  std::string text;
  ++line_;
  if (!std::getline(file_, text))
    fail(fmt::format("the file ends where {} should stand. Cut off its last frame.", wanted));
  if (!text.empty() && text.back() == '\r') text.pop_back();
  return text;
}

std::vector<std::string> LammpsDump::words(const char* wanted) { return split(line(wanted)); }

std::optional<Frame> LammpsDump::next() {
  if (file_.peek() == std::ifstream::traits_type::eof()) return std::nullopt;
  Frame frame;
  bool has_time = false;
  frame.step = read_step(frame.time_ps, has_time);
  if (!has_time) frame.time_ps = static_cast<double>(frame.step) * request_.timestep_fs / kFsPerPs;
  if (line("'ITEM: NUMBER OF ATOMS'") != "ITEM: NUMBER OF ATOMS") fail("'ITEM: NUMBER OF ATOMS' is missing.");
  std::size_t count = 0;
  const std::string number = line("a number of atoms");
  if (!read_number(number, count) || count == 0) fail(fmt::format("'{}' is no number of atoms.", number));
  std::array<double, 3> origin{};
  const std::string box = line("'ITEM: BOX BOUNDS'");
  if (!box.starts_with("ITEM: BOX BOUNDS")) fail("'ITEM: BOX BOUNDS' is missing.");
  read_box(box, frame, origin);
  const std::string item = line("'ITEM: ATOMS'");
  if (!item.starts_with("ITEM: ATOMS")) fail("'ITEM: ATOMS' is missing.");
  read_atoms(count, read_columns(item), origin, frame);
  return frame;
}

void LammpsDump::exchange(Archive& archive) {
  std::int64_t offset = 0;
  std::string elements = fmt::format("{}", fmt::join(particles_.elements, " "));
  if (!archive.reading()) offset = file_.good() ? static_cast<std::int64_t>(file_.tellg()) : -1;
  archive.field("dump/offset", offset);
  archive.field("dump/line", line_);
  archive.field("dump/ids", particles_.ids);
  archive.field("dump/elements", elements);
  if (!archive.reading()) return;
  particles_.elements = split(elements);
  file_.clear();
  if (offset < 0)
    file_.seekg(0, std::ios::end);
  else
    file_.seekg(offset);
}

std::int64_t LammpsDump::read_step(double& time_ps, bool& has_time) {
  std::string item = line("'ITEM: TIMESTEP'");
  if (item == "ITEM: UNITS") {
    line("the units");
    item = line("'ITEM: TIMESTEP'");
  }
  if (item == "ITEM: TIME") {
    const std::string text = line("a time");
    has_time = read_number(text, time_ps);
    if (!has_time) fail(fmt::format("'{}' is no time.", text));
    if (request_.real_units) time_ps /= kFsPerPs;
    item = line("'ITEM: TIMESTEP'");
  }
  if (item != "ITEM: TIMESTEP") fail("'ITEM: TIMESTEP' is missing: this is no LAMMPS text dump.");
  std::int64_t step = 0;
  const std::string text = line("a step");
  if (!read_number(text, step)) fail(fmt::format("'{}' is no step.", text));
  return step;
}

// A triclinic dump states the box around the tilted one (https://docs.lammps.org/Howto_triclinic.html).
void LammpsDump::read_box(const std::string& item, Frame& frame, std::array<double, 3>& origin) {
  const bool tilted = item.find("xy xz yz") != std::string::npos;
  std::array<double, 3> low{}, high{}, tilts{};
  for (std::size_t k = 0; k < 3; ++k) {
    const auto bounds = words("the box");
    const bool read = bounds.size() >= (tilted ? 3U : 2U) && read_number(bounds[0], low[k]) &&
                      read_number(bounds[1], high[k]) && (!tilted || read_number(bounds[2], tilts[k]));
    if (!read || low[k] >= high[k]) fail("the box needs a lower and a higher bound, and a tilt where it is triclinic.");
  }
  const auto& [xy, xz, yz] = tilts;
  low[0] -= std::min({0.0, xy, xz, xy + xz});
  high[0] -= std::max({0.0, xy, xz, xy + xz});
  low[1] -= std::min(0.0, yz);
  high[1] -= std::max(0.0, yz);
  frame.edges = {high[0] - low[0], 0, 0, xy, high[1] - low[1], 0, xz, yz, high[2] - low[2]};
  origin = low;
}

LammpsDump::Columns LammpsDump::read_columns(const std::string& item) const {
  const auto names = split(item);
  const auto column = [&](const std::string& name) {
    const auto it = std::find(names.begin() + 2, names.end(), name);
    return it == names.end() ? -1 : static_cast<int>(it - names.begin()) - 2;
  };
  Columns columns{column("id"), column("element"), column("type"), {}, false, static_cast<int>(names.size()) - 2};
  for (const char* ending : {"", "u", "s"}) {
    columns.position = {column(std::string("x") + ending), column(std::string("y") + ending),
                        column(std::string("z") + ending)};
    columns.scaled = *ending == 's';
    if (std::min({columns.position[0], columns.position[1], columns.position[2]}) >= 0) break;
  }
  if (columns.id < 0) fail("there is no column 'id'. Write the dump with it: only then atoms can be told apart.");
  if (std::min({columns.position[0], columns.position[1], columns.position[2]}) < 0)
    fail("there are no columns x y z, xu yu zu or xs ys zs.");
  if (columns.element < 0 && columns.type < 0) fail("there is no column 'element' or 'type'.");
  if (columns.element < 0 && request_.elements.empty())
    fail("there is no column 'element'. Name the elements of the types with 'elements', as in [Zn, N, C, H].");
  return columns;
}

void LammpsDump::read_atoms(std::size_t count, const Columns& columns, const std::array<double, 3>& origin,
                            Frame& frame) {
  std::vector<std::int64_t> ids;  // they grow with the lines: the count is only what the file says
  std::vector<std::string> elements;
  std::vector<double> positions;
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = words("an atom");
    if (static_cast<int>(row.size()) != columns.count)
      fail(fmt::format("{} columns instead of {}.", row.size(), columns.count));
    if (!read_number(row[static_cast<std::size_t>(columns.id)], ids.emplace_back())) fail("the id is no whole number.");
    if (columns.element >= 0) {
      elements.push_back(row[static_cast<std::size_t>(columns.element)]);
    } else {
      std::size_t type = 0;
      const auto& word = row[static_cast<std::size_t>(columns.type)];
      if (!read_number(word, type) || type < 1 || type > request_.elements.size())
        fail(fmt::format("type '{}' has no element: 'elements' names {}.", word, request_.elements.size()));
      elements.push_back(request_.elements[type - 1]);
    }
    std::array<double, 3> r{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& word = row[static_cast<std::size_t>(columns.position[k])];
      if (!read_number(word, r[k])) fail(fmt::format("'{}' is no coordinate.", word));
    }
    for (std::size_t k = 0; k < 3; ++k) {
      positions.push_back(columns.scaled ? r[0] * frame.edges[k] + r[1] * frame.edges[3 + k] + r[2] * frame.edges[6 + k]
                                         : r[k] - origin[k]);
    }
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ids[a] < ids[b]; });
  std::vector<std::int64_t> sorted_ids;
  std::vector<std::string> sorted_elements;
  for (const std::size_t i : order) {
    sorted_ids.push_back(ids[i]);
    sorted_elements.push_back(elements[i]);
    frame.positions.insert(frame.positions.end(), positions.begin() + static_cast<std::ptrdiff_t>(3 * i),
                           positions.begin() + static_cast<std::ptrdiff_t>(3 * i + 3));
  }
  keep_particles(sorted_ids, sorted_elements);
}

void LammpsDump::keep_particles(const std::vector<std::int64_t>& ids, const std::vector<std::string>& elements) {
  if (std::adjacent_find(ids.begin(), ids.end()) != ids.end()) fail("an id stands twice in this frame.");
  if (particles_.ids.empty()) {
    particles_ = {ids, elements};
  } else if (particles_.ids != ids || particles_.elements != elements) {
    fail("this frame has other atoms than the first one. Dump one group of atoms throughout.");
  }
}

}  // namespace vitriflow
