// Atomic radii: the sets of radii by which atoms take up space.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitriflow {

enum class RadiusSet {
  bondi,       // as bondi_1964, but hydrogen 1.09 A (R. S. Rowland, R. Taylor, J. Phys. Chem. 100, 7384 (1996))
  bondi_1964,  // van der Waals radii of A. Bondi, J. Phys. Chem. 68, 441 (1964), Tables I and II
  uff,         // half the Lennard-Jones sigma of UFF (A. K. Rappe et al., J. Am. Chem. Soc. 114, 10024 (1992), Table I)
};

std::vector<std::string> radius_set_names();                                   // as in a workflow, in this order
RadiusSet radius_set(std::string_view name);                                   // one of these names
std::optional<double> atomic_radius(RadiusSet set, std::string_view element);  // A; none where the set has none

}  // namespace vitriflow
