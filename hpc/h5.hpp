// HDF5 behind move-only handles: files in memory or on disk, groups, datasets and attributes, with
// errors that carry HDF5's own words and the name of the file. No other file of the program includes hdf5.h.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vitriflow {

// An HDF5 identifier and the function that closes it.
class H5Id {
 public:
  using Close = int (*)(std::int64_t);
  H5Id() = default;
  H5Id(std::int64_t id, Close closer) : id_(id), close_(closer) {}
  ~H5Id();
  H5Id(H5Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  H5Id& operator=(H5Id&& other) noexcept;
  H5Id(const H5Id&) = delete;
  H5Id& operator=(const H5Id&) = delete;

  std::int64_t get() const noexcept { return id_; }  // borrowed
  int close();                                       // what HDF5 returned; 0 when closed already

 private:
  std::int64_t id_ = -1;
  Close close_ = nullptr;
};

using H5Shape = std::vector<std::uint64_t>;  // row-major; empty for a scalar

enum class H5Type { float32, float64, int64, uint8, text };  // text: UTF-8 of variable length, serial files only

// A group or a dataset: what attributes hang on. `name` is "file 'x.h5', 'a/b'" in messages.
class H5Object {
 public:
  void set(const std::string& attribute, const std::string& text);
  void set(const std::string& attribute, double value);
  void set(const std::string& attribute, std::int64_t value);
  void set(const std::string& attribute, const std::vector<std::int64_t>& values);
  void set(const std::string& attribute, const std::vector<std::string>& texts);

  bool has_attribute(const std::string& name) const;
  // Each throws Error when the attribute is absent or of another type.
  std::string text(const std::string& attribute) const;
  double number(const std::string& attribute) const;
  std::int64_t integer(const std::string& attribute) const;
  std::vector<std::int64_t> integers(const std::string& attribute) const;
  // Every scalar attribute that is a number or a text.
  std::map<std::string, std::variant<double, std::string>> attributes() const;

  const std::string& name() const noexcept { return name_; }
  void close();  // reports what a destructor could not

 protected:
  H5Object(H5Id id, std::string name) : id_(std::move(id)), name_(std::move(name)) {}
  H5Id id_;
  std::string name_;
};

class H5Dataset : public H5Object {
 public:
  H5Dataset(H5Id id, std::string name) : H5Object(std::move(id), std::move(name)) {}

  H5Shape shape() const;
  H5Type type() const;  // float32 and float64 read as double, every integer as int64; text of fixed length as text

  // The whole dataset, row-major.
  void write(std::span<const double> values);
  void write(std::span<const float> values);
  void write(std::span<const std::int64_t> values);
  void write(std::span<const std::string> values);
  void write_bytes(std::string_view bytes);
  void write_enumerated(std::span<const std::int32_t> values);
  std::vector<double> doubles() const;
  std::vector<std::int64_t> integers() const;
  std::vector<std::string> texts() const;
  std::string bytes() const;
  // Of its first byte in the file, for one that was reserved; 0 when it holds nothing.
  std::uint64_t offset() const;

  std::vector<double> read_block(const H5Shape& from, const H5Shape& count) const;

 private:
  H5Id stored_type() const;
};

class H5Group : public H5Object {
 public:
  H5Group(H5Id id, std::string file, std::string path);

  // Paths are relative to this group; groups on the way are made.
  H5Group create_group(const std::string& path);
  H5Group group(const std::string& path) const;
  bool has(const std::string& path) const;  // of the last part, when the groups before it exist
  struct Member {
    std::string name;
    bool is_group = false;
  };
  std::vector<Member> members() const;  // by name

  // Small contents lie inside the object's header (compact), large ones in one piece.
  H5Dataset create_dataset(const std::string& path, H5Type type, const H5Shape& shape);
  // In one piece at offset(), whose bytes (little-endian) are put into the file after HDF5 has closed it.
  H5Dataset reserve_dataset(const std::string& path, H5Type type, const H5Shape& shape);
  // Text of at most `width` bytes, padded with zeros.
  H5Dataset create_fixed_texts(const std::string& path, std::size_t width, const H5Shape& shape);
  // Numbers from 0 on that each stand for a name.
  H5Dataset create_enumeration(const std::string& path, const std::vector<std::string>& names, std::uint64_t count);
  H5Dataset dataset(const std::string& path) const;

  void link_external(const std::string& name, const std::string& file, const std::string& object);
  void link_hard(const std::string& name, const std::string& object);

  // A dataset of the sources one after another along the first dimension. The names of the files are relative to this
  // one.
  struct Source {
    std::string file;
    std::string dataset;
    std::uint64_t rows = 0;
  };
  H5Dataset create_virtual(const std::string& path, H5Type type, const H5Shape& row_shape,
                           const std::vector<Source>& sources);

 private:
  std::string file_;
  std::string path_;
};

// Every file has a block of 512 bytes before HDF5's own, which HDF5 leaves alone.
inline constexpr std::size_t kUserBlockBytes = 512;

class H5Memory;

class H5File {
 public:
  // In memory; `name` is for messages.
  static H5File create_in_memory(const std::string& name);
  static H5File open_image(std::string_view bytes, const std::string& name);  // read only
  static H5File open(const std::string& path);                                // read only, one process
  static H5File create(const std::string& path, const std::string& name);     // `name` is for messages

  ~H5File();
  H5File(H5File&&) noexcept;

  H5Group& root() noexcept { return root_; }
  std::string finish();  // closes a file in memory and returns its bytes, with an empty user block
  void close();          // reports what a destructor could not

 private:
  H5File(H5Id id, const std::string& name, std::unique_ptr<H5Memory> memory = nullptr);
  std::unique_ptr<H5Memory> memory_;  // of a file in memory
  H5Id id_;                           // closed after root_
  std::string name_;
  H5Group root_;
};

}  // namespace vitriflow
