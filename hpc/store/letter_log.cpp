#include "hpc/store/letter_log.hpp"

#include <nlohmann/json.hpp>

#include "hpc/store/record_log.hpp"

namespace vitriflow {

namespace {

constexpr const char* kDigits = "0123456789abcdef";

// Letters hold any bytes, JSON holds text.
std::string to_hex(const std::string& bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::string from_hex(const std::string& text) {
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  }
  return bytes;
}

}  // namespace

LetterWriter::LetterWriter(const std::string& path, FileSystem& files) : file_(files.create(path)) {}

void LetterWriter::append(int rank, int subject, const std::string& bytes) {
  file_->write(record_line(nlohmann::json::array({rank, subject, to_hex(bytes)}).dump()));
}

std::vector<Letter> LetterReader::next() {
  std::vector<Letter> letters;
  if (!files_->exists(path_)) return letters;
  const std::uint64_t size = files_->size(path_);
  if (size <= read_) return letters;
  const std::string bytes = files_->read(path_, read_, size - read_);
  read_ += scan_records(bytes, [&](std::size_t, std::string_view text) {
    const auto json = nlohmann::json::parse(text);
    letters.push_back({json.at(0), json.at(1), from_hex(json.at(2).get<std::string>())});
  });
  return letters;
}

}  // namespace vitriflow
