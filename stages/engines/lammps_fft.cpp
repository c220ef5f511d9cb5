#include "stages/engines/lammps_fft.hpp"

#include <dlfcn.h>

namespace vitriflow {

namespace {

int alive = 0;  // engines are driven by the main thread alone

// Absent where LAMMPS uses another library of FFTs.
void clean_up_fftw() {
  using Function = void (*)();
  static const auto original = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "fftw_cleanup_threads"));
  if (original != nullptr) original();
}

}  // namespace

FftPlans::FftPlans() { ++alive; }

FftPlans::~FftPlans() {
  --alive;
  if (alive == 0) clean_up_fftw();
}

}  // namespace vitriflow

extern "C" void fftw_cleanup_threads(void) {
  if (vitriflow::alive == 0) vitriflow::clean_up_fftw();
}
