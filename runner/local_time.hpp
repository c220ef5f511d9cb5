// Times of day as people at this machine write them.
#pragma once

#include <string>

namespace vitriflow {

std::string time_of_day(double wall_s);    // "09:41:03"
std::string date_and_time(double wall_s);  // "2026-11-21 09:41:03"

}  // namespace vitriflow
