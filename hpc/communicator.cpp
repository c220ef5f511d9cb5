#include "hpc/communicator.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "hpc/base/error.hpp"
#include "hpc/log.hpp"

namespace vitriflow {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;  // of one broadcast; MPI counts are ints

void check(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw Error(fmt::format("{} failed: {}", call, std::string(text, static_cast<std::size_t>(length))));
}

}  // namespace

Communicator Communicator::borrow(MPI_Comm handle) { return {handle, false}; }

Communicator Communicator::own(MPI_Comm handle) {
  if (handle != MPI_COMM_NULL) MPI_Comm_set_errhandler(handle, MPI_ERRORS_RETURN);
  return {handle, true};
}

Communicator::~Communicator() {
  if (!owned_ || handle_ == MPI_COMM_NULL) return;
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (finalized == 0 && MPI_Comm_free(&handle_) != MPI_SUCCESS) log_warning("a communicator could not be freed");
}

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)), owned_(std::exchange(other.owned_, false)) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(owned_, other.owned_);
  return *this;
}

int Communicator::rank() const {
  int rank = 0;
  check(MPI_Comm_rank(handle_, &rank), "MPI_Comm_rank");
  return rank;
}

int Communicator::size() const {
  int size = 0;
  check(MPI_Comm_size(handle_, &size), "MPI_Comm_size");
  return size;
}

Communicator Communicator::duplicate() const {
  MPI_Comm copy = MPI_COMM_NULL;
  check(MPI_Comm_dup(handle_, &copy), "MPI_Comm_dup");
  return own(copy);
}

Communicator Communicator::create_group(const std::vector<int>& ranks, int tag) const {
  MPI_Group all = MPI_GROUP_NULL, members = MPI_GROUP_NULL;
  MPI_Comm made = MPI_COMM_NULL;
  check(MPI_Comm_group(handle_, &all), "MPI_Comm_group");
  check(MPI_Group_incl(all, static_cast<int>(ranks.size()), ranks.data(), &members), "MPI_Group_incl");
  const int code = MPI_Comm_create_group(handle_, members, tag, &made);
  MPI_Group_free(&members);
  MPI_Group_free(&all);
  check(code, "MPI_Comm_create_group");
  return own(made);
}

void Communicator::barrier() const { check(MPI_Barrier(handle_), "MPI_Barrier"); }

void Communicator::broadcast(std::string& bytes, int root) const {
  std::uint64_t length = bytes.size();
  check(MPI_Bcast(&length, 1, MPI_UINT64_T, root, handle_), "MPI_Bcast");
  bytes.resize(length);
  for (std::size_t at = 0; at < length; at += kMostBytes) {
    const auto part = static_cast<int>(std::min<std::size_t>(kMostBytes, length - at));
    check(MPI_Bcast(bytes.data() + at, part, MPI_BYTE, root, handle_), "MPI_Bcast");
  }
}

double Communicator::sum(double value) const {
  // Gathered and added in the order of ranks, so that every rank and every run gets the same bits.
  std::vector<double> values(static_cast<std::size_t>(size()));
  check(MPI_Allgather(&value, 1, MPI_DOUBLE, values.data(), 1, MPI_DOUBLE, handle_), "MPI_Allgather");
  double total = 0;
  for (const double part : values) total += part;
  return total;
}

std::int64_t Communicator::sum(std::int64_t value) const {
  std::int64_t total = 0;
  check(MPI_Allreduce(&value, &total, 1, MPI_INT64_T, MPI_SUM, handle_), "MPI_Allreduce");
  return total;
}

bool Communicator::any(bool value) const {
  int mine = value ? 1 : 0, anywhere = 0;
  check(MPI_Allreduce(&mine, &anywhere, 1, MPI_INT, MPI_LOR, handle_), "MPI_Allreduce");
  return anywhere != 0;
}

void Communicator::all_or_none(const std::function<void()>& work) const {
  std::exception_ptr mine;
  std::string message;
  int failure = static_cast<int>(Failure::failed);
  try {
    work();
  } catch (const Error& error) {
    mine = std::current_exception();
    message = error.what();
    failure = error.exit_code();
  } catch (const std::exception& error) {
    mine = std::current_exception();
    message = error.what();
  } catch (...) {
    mine = std::current_exception();
    message = "an exception of an unknown type";
  }
  int failed = mine ? rank() : size(), first = 0;
  check(MPI_Allreduce(&failed, &first, 1, MPI_INT, MPI_MIN, handle_), "MPI_Allreduce");
  if (first == size()) return;
  broadcast(message, first);
  check(MPI_Bcast(&failure, 1, MPI_INT, first, handle_), "MPI_Bcast");
  if (mine) std::rethrow_exception(mine);
  throw Error(fmt::format("rank {}: {}", first, message), static_cast<Failure>(failure));
}

void Communicator::on_root(const std::function<void()>& work) const {
  all_or_none([&] {
    if (is_root()) work();
  });
}

}  // namespace vitriflow
