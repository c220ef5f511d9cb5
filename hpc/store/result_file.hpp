// Results as bytes: the record of a small one, the HDF5 file of a large one, and the group of either in campaign.h5.
#pragma once

#include <string>
#include <string_view>

#include "hpc/h5.hpp"
#include "hpc/store/store.hpp"

namespace vitriflow {

// The JSON text of a record; `result_bytes` is Result::to_bytes.
std::string small_record(const std::string& fingerprint, const Origin& origin, std::string_view result_bytes);
// The fingerprint of a record, without reading the rest. Throws Error naming the file.
std::string record_fingerprint(std::string_view json, const std::string& path);
// Who made it, without reading its numbers. Throws Error naming `path`.
Origin record_origin(std::string_view json, const std::string& path);
StoredResult parse_small_record(std::string_view json, const std::string& path);

// The bytes of results/<fingerprint>.h5, header included; `path` is for messages.
std::string large_file(const std::string& fingerprint, const StoredResult& stored, const std::string& path);
// Throws Error when the file is another fingerprint's.
StoredResult parse_large_file(std::string_view bytes, const std::string& path, const std::string& fingerprint);

// What stands at the root of a large file and at a task's group in campaign.h5.
void write_origin(H5Object& object, const std::string& fingerprint, const Origin& origin);
void write_datasets(H5Group& group, const Result& result);
// Figures, comparisons and notices as one attribute "report"; nothing when there are none.
void write_report_parts(H5Object& object, const Result& result);

}  // namespace vitriflow
