// The reference engine: Lennard-Jones and harmonic bonds with known answers, against which other engines and the
// runner are tested. Replicated data; every rank computes some particles, sums run in the order of the particles, so
// that any number of ranks gives the same bits.
#pragma once

#include "stages/engines/engine.hpp"

namespace vitriflow {

EngineInfo reference_info();
// Collective over the group. Orthogonal periodic cells, cut-and-shifted Lennard-Jones (edges at least twice the largest
// cutoff), harmonic bonds; no charges, angles or box moves.
std::unique_ptr<Engine> open_reference(const Communicator& group, const EngineSetup& setup);

}  // namespace vitriflow
