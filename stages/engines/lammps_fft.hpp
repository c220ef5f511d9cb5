// FftPlans: keeps the FFTs of one LAMMPS usable while others of the process are destroyed.
//
// Debian's liblammps calls fftw_cleanup_threads whenever it destroys one FFT. By FFTW's manual (Usage of Multi-threaded
// FFTW) every plan that exists is undefined from then on, and PPPM destroys two or three in turn: it reads freed
// memory, and now and then the program ends with a segmentation fault, in cells of any shape. This program defines the
// function (linked with -rdynamic, so that LAMMPS finds it first): while an FftPlans is alive it does nothing, and the
// last one to go calls FFTW's own, so that an instance plans as in a process of its own.
#pragma once

namespace vitriflow {

class FftPlans {
 public:
  FftPlans();
  ~FftPlans();
  FftPlans(const FftPlans&) = delete;
  FftPlans& operator=(const FftPlans&) = delete;
};

}  // namespace vitriflow
