#include "hpc/store/checkpoint_file.hpp"

#include <fmt/format.h>

#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "hpc/base/error.hpp"
#include "hpc/store/file_header.hpp"

namespace vitriflow {

namespace {

constexpr const char* kFormat = "vitriflow-checkpoint";
constexpr std::int64_t kFormatVersion = 1;
constexpr std::uint64_t kSlabElements = 65536;  // shorter vectors are written by the root alone

// The share of a rank in `count` elements.
std::pair<std::uint64_t, std::uint64_t> share_of(std::uint64_t count, int rank, int size) {
  const auto ranks = static_cast<std::uint64_t>(size);
  const auto number = static_cast<std::uint64_t>(rank);
  return {count * number / ranks, count * (number + 1) / ranks};
}

// Makes the datasets of fields; those of slabs and bytes are reserved, the others written.
class FieldWriter {
 public:
  explicit FieldWriter(H5Group& root) : root_(&root) {}

  void write(const std::string& name, const CheckpointField& field) {
    H5Dataset made = std::visit([&](const auto& value) { return store(name, value); }, field.value);
    if (!field.unit.empty()) made.set("unit", field.unit);
  }

 private:
  H5Dataset store(const std::string& name, std::int64_t value) {
    H5Dataset made = root_->create_dataset(name, H5Type::int64, {});
    made.write(std::span<const std::int64_t>(&value, 1));
    return made;
  }
  H5Dataset store(const std::string& name, double value) {
    H5Dataset made = root_->create_dataset(name, H5Type::float64, {});
    made.write(std::span<const double>(&value, 1));
    return made;
  }
  H5Dataset store(const std::string& name, const std::string& value) {
    if (value.find('\0') != std::string::npos) {
      throw Error(fmt::format("field '{}': a text with a zero byte cannot be stored.", name));
    }
    H5Dataset made = root_->create_fixed_texts(name, value.size(), {});
    made.write(std::span<const std::string>(&value, 1));
    return made;
  }
  H5Dataset store(const std::string& name, const std::vector<double>& values) {
    H5Dataset made = root_->create_dataset(name, H5Type::float64, {values.size()});
    made.write(std::span(values));
    return made;
  }
  H5Dataset store(const std::string& name, const CheckpointField::Slab& slab) {
    return root_->reserve_dataset(name, H5Type::float64, {slab.size});
  }
  H5Dataset store(const std::string& name, const std::vector<std::int64_t>& values) {
    H5Dataset made = root_->create_dataset(name, H5Type::int64, {values.size()});
    made.write(std::span(values));
    return made;
  }
  H5Dataset store(const std::string& name, const CheckpointField::Bytes& bytes) {
    return root_->reserve_dataset(name, H5Type::uint8, {static_cast<std::uint64_t>(bytes.size)});
  }

  H5Group* root_;
};

std::string_view raw(const std::vector<double>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)};
}

template <typename T>
std::string to_raw(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <typename T>
std::vector<T> from_raw(const std::string& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// The same bits, NaN included.
bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

// What the file holds under the name, as the same type.
template <typename T>
bool same(const H5Dataset& stored, const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    return stored.texts().front() == value;
  } else if constexpr (std::is_same_v<T, CheckpointField::Bytes>) {
    return stored.bytes() == value.held;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return stored.integers().front() == value;
  } else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>) {
    return stored.integers() == value;
  } else if constexpr (std::is_same_v<T, double>) {
    return same_bits(stored.doubles(), {value});
  } else if constexpr (std::is_same_v<T, CheckpointField::Slab>) {
    return stored.shape() == H5Shape{value.size} &&
           same_bits(stored.read_block({value.first}, {value.own.size()}), value.own);
  } else {
    return same_bits(stored.doubles(), value);
  }
}

}  // namespace

void WritingArchive::keep(const std::string& name, CheckpointField field) {
  ENSURE(fields_.emplace(name, std::move(field)).second, "field '{}' is described twice", name);
}

void WritingArchive::field(const std::string& name, std::vector<double>& values, const std::string& unit) {
  if (group_->size() == 1 || values.size() < kSlabElements) return keep(name, {values, unit});
  const auto [from, to] = share_of(values.size(), group_->rank(), group_->size());
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(from);
  const auto last = values.begin() + static_cast<std::ptrdiff_t>(to);
  keep(name, {CheckpointField::Slab{values.size(), from, {first, last}}, unit});
}

void WritingArchive::root_bytes(const std::string& name, std::string& bytes) {
  CheckpointField::Bytes held;
  if (group_->is_root()) held.held = bytes;
  held.size = group_->sum(static_cast<std::int64_t>(held.held.size()));
  keep(name, {std::move(held), ""});
}

void WritingArchive::lay_out(H5Group& root, const std::string& fingerprint, std::int64_t leg) const {
  root.set("format", std::string(kFormat));
  root.set("format_version", kFormatVersion);
  root.set("program", this_program());
  root.set("fingerprint", fingerprint);
  root.set("leg", leg);
  root.set("ranks", static_cast<std::int64_t>(group_->size()));
  FieldWriter writer(root);
  for (const auto& [name, field] : fields_) writer.write(name, field);
}

GroupFile WritingArchive::file(const std::string& what, const std::string& fingerprint, std::int64_t leg) const {
  GroupFile file{what, [this, fingerprint, leg](H5Group& root) { lay_out(root, fingerprint, leg); }, {}, {}};
  for (const auto& [name, field] : fields_) {
    const std::size_t number = file.reserved.size();
    if (const auto* slab = std::get_if<CheckpointField::Slab>(&field.value)) {
      file.reserved.push_back(name);
      file.blocks.push_back({number, slab->first * sizeof(double), raw(slab->own)});
    } else if (const auto* bytes = std::get_if<CheckpointField::Bytes>(&field.value)) {
      file.reserved.push_back(name);
      file.blocks.push_back({number, 0, bytes->held});
    }
  }
  return file;
}

void WritingArchive::verify(const H5Group& root) const {
  for (const auto& [name, field] : fields_) {
    if (!group_->is_root() && !std::holds_alternative<CheckpointField::Slab>(field.value)) continue;
    const H5Dataset stored = root.dataset(name);
    const bool fits = std::visit([&](const auto& value) { return same(stored, value); }, field.value);
    if (!fits) throw Error(fmt::format("{}: what was read back is not what was written.", stored.name()));
  }
}

ReadingArchive::ReadingArchive(const Communicator& group, const H5Group* root, std::string name)
    : group_(&group), root_(root), name_(std::move(name)) {
  shared([&] {
    const auto version = root_->integer("format_version");
    if (version > kFormatVersion) {
      throw NewerFormat(fmt::format("checkpoint '{}'", name_), version, kFormatVersion);
    }
    return std::string();
  });
}

// The root reads; its value or its error reaches every rank.
template <typename Read>
std::string ReadingArchive::shared(Read read) const {
  std::string message;
  if (root_ != nullptr) {
    try {
      message = "+" + read();
    } catch (const std::exception& problem) {
      message = std::string("-") + problem.what();
    }
  }
  if (group_->size() > 1) group_->broadcast(message);
  if (message.front() == '-') throw Error(message.substr(1));
  return message.substr(1);
}

H5Dataset ReadingArchive::open(const std::string& name, H5Type type, bool scalar, const std::string& unit) const {
  const auto slash = name.find('/');
  if (!root_->has(name.substr(0, slash)) || !root_->has(name)) {
    throw Error(fmt::format("checkpoint '{}' has no field '{}'.", name_, name));
  }
  H5Dataset stored = root_->dataset(name);
  const std::string found = stored.has_attribute("unit") ? stored.text("unit") : std::string();
  if (stored.type() != type || stored.shape().empty() != scalar || found != unit) {
    throw Error(fmt::format("checkpoint '{}': field '{}' is of another type or unit than expected.", name_, name));
  }
  return stored;
}

void ReadingArchive::field(const std::string& name, std::int64_t& value) {
  value =
      from_raw<std::int64_t>(shared([&] { return to_raw(open(name, H5Type::int64, true, "").integers()); })).front();
}

void ReadingArchive::field(const std::string& name, double& value, const std::string& unit) {
  value = from_raw<double>(shared([&] { return to_raw(open(name, H5Type::float64, true, unit).doubles()); })).front();
}

void ReadingArchive::field(const std::string& name, std::string& value) {
  value = shared([&] { return open(name, H5Type::text, true, "").texts().front(); });
}

void ReadingArchive::field(const std::string& name, std::vector<double>& values, const std::string& unit) {
  values = from_raw<double>(shared([&] { return to_raw(open(name, H5Type::float64, false, unit).doubles()); }));
}

void ReadingArchive::field(const std::string& name, std::vector<std::int64_t>& values) {
  values = from_raw<std::int64_t>(shared([&] { return to_raw(open(name, H5Type::int64, false, "").integers()); }));
}

void ReadingArchive::root_bytes(const std::string& name, std::string& bytes) {
  bytes.clear();
  shared([&] {
    bytes = open(name, H5Type::uint8, false, "").bytes();
    return std::string();
  });
}

}  // namespace vitriflow
