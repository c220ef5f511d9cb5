#include "stages/engines/accelerator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hpc/base/error.hpp"
#include "stages/engines/engine.hpp"
#include "tests/unit/base/message_of.hpp"

namespace vitriflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::message_of;

Accelerator on_node_rank(const std::string& text, int node_rank) {
  Accelerator accelerator = parse_accelerator(text);
  accelerator.node_rank = node_rank;
  return accelerator;
}

TEST(Accelerator, IsWrittenAsItIsRead) {
  for (const char* text : {"none", "kokkos:4:1", "gpu:2:8"}) EXPECT_EQ(to_text(parse_accelerator(text)), text);
  EXPECT_EQ(to_text(parse_accelerator("")), "none");
  EXPECT_EQ(to_text(parse_accelerator("kokkos")), "kokkos:1:1");
  EXPECT_EQ(to_text(parse_accelerator("gpu:4")), "gpu:4:1");
}

TEST(Accelerator, MistakesNameTheWayOut) {
  EXPECT_EQ(message_of<Error>([] { parse_accelerator("koksos"); }),
            "'koksos' is no accelerator. Did you mean 'kokkos'? Write for example kokkos:4 for four GPUs a node.");
  EXPECT_EQ(
      message_of<Error>([] { parse_accelerator("gpu:0"); }),
      "accelerator 'gpu:0' states no numbers from 1 on. Write for example kokkos:4:2 for four GPUs a node and two "
      "ranks a GPU.");
  EXPECT_THROW(parse_accelerator("gpu:1:2:3"), Error);
  EXPECT_THROW(parse_accelerator("gpu:4x"), Error);
}

TEST(Accelerator, WithoutOneLammpsIsToldNothing) { EXPECT_THAT(lammps_switches({}, 4), IsEmpty()); }

TEST(Accelerator, KokkosFindsItsGpuByTheLauncher) {
  EXPECT_THAT(lammps_switches(on_node_rank("kokkos:4", 3), 1), ElementsAre("-k", "on", "g", "4", "-sf", "kk"));
}

TEST(Accelerator, PackageGpuIsToldTheFirstGpuOfANarrowGroup) {
  EXPECT_THAT(lammps_switches(on_node_rank("gpu:4", 0), 4), ElementsAre("-sf", "gpu", "-pk", "gpu", "4"));
  EXPECT_THAT(lammps_switches(on_node_rank("gpu:4", 0), 16), ElementsAre("-sf", "gpu", "-pk", "gpu", "4"));
  EXPECT_THAT(lammps_switches(on_node_rank("gpu:4", 2), 1), ElementsAre("-sf", "gpu", "-pk", "gpu", "1", "gpuID", "2"));
  EXPECT_THAT(lammps_switches(on_node_rank("gpu:4:2", 6), 2),
              ElementsAre("-sf", "gpu", "-pk", "gpu", "1", "gpuID", "3"));
  EXPECT_THAT(lammps_switches(on_node_rank("gpu:4", 3), 2), ElementsAre("-sf", "gpu", "-pk", "gpu", "2", "gpuID", "2"));
  EXPECT_THAT(lammps_switches(on_node_rank("gpu:4", -1), 1), ElementsAre("-sf", "gpu", "-pk", "gpu", "4"));
}

TEST(Accelerator, WhatLammpsLacksIsSaidWithTheWayOut) {
  const Accelerator kokkos = parse_accelerator("kokkos"), gpu = parse_accelerator("gpu");
  EXPECT_EQ(accelerator_problem({}, {}), "");
  EXPECT_EQ(accelerator_problem(kokkos, {"package:KOKKOS", "accelerator:kokkos"}), "");
  EXPECT_EQ(accelerator_problem(gpu, {"package:GPU", "accelerator:gpu"}), "");
  EXPECT_EQ(accelerator_problem(kokkos, {"package:GPU", "accelerator:gpu"}),
            "this LAMMPS lacks package KOKKOS, which accelerator 'kokkos' needs. Build LAMMPS with -D PKG_KOKKOS=on -D "
            "Kokkos_ENABLE_CUDA=on (or _HIP, _SYCL), or take accelerator 'none'.");
  EXPECT_EQ(accelerator_problem(kokkos, {"package:KOKKOS"}),
            "this LAMMPS has KOKKOS without GPUs, which accelerator 'kokkos' needs. Build LAMMPS with -D PKG_KOKKOS=on "
            "-D Kokkos_ENABLE_CUDA=on (or _HIP, _SYCL), or take accelerator 'none'.");
  EXPECT_EQ(accelerator_problem(gpu, {}),
            "this LAMMPS lacks package GPU, which accelerator 'gpu' needs. Build LAMMPS with -D PKG_GPU=on -D "
            "GPU_PREC=double, or take accelerator 'none'.");
  EXPECT_EQ(
      accelerator_problem(gpu, {"package:GPU"}),
      "this LAMMPS has package GPU, but not in double precision, which accelerator 'gpu' needs. Build LAMMPS with "
      "-D PKG_GPU=on -D GPU_PREC=double, or take accelerator 'none'.");
}

}  // namespace
}  // namespace vitriflow
