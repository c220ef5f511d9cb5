#include "stages/structure/structure_input.hpp"

#include <filesystem>
#include <map>

#include "hpc/base/error.hpp"
#include "stages/structure/cif_structure.hpp"
#include "stages/structure/cif_symmetry.hpp"
#include "stages/structure/structure_file.hpp"

namespace vitriflow {

namespace {

// The search compares every atom with every other under every operation; larger cells are models of glasses.
constexpr std::size_t kMostAtomsForSymmetry = 2000;

int space_group_of(const UnitCell& cell) {
  if (cell.atoms.empty() || cell.atoms.size() > kMostAtomsForSymmetry) return 0;
  std::vector<Vector> positions;
  std::vector<int> kinds;
  std::map<std::string, int> numbers;
  for (std::size_t i = 0; i < cell.atoms.size(); ++i) {
    positions.push_back(cell.atoms[i].position);
    kinds.push_back(numbers.try_emplace(cell.site_of(i).element, static_cast<int>(numbers.size())).first->second);
  }
  return find_space_group(cell.lattice, positions, kinds);
}

StructureInput read_published(const std::string& path, const std::string& block, bool framework) {
  PublishedStructure published = read_cif(path, block);
  complete_structure(published, framework);
  StructureInput input{std::move(published.cell), 0, std::move(published.notices)};
  input.space_group = space_group_of(input.cell);
  if (input.space_group != 0 && published.stated_group != 0 && input.space_group != published.stated_group) {
    input.notices.push_back(fmt::format("space group: the atoms as built have {}, the file states {}",
                                        space_group_name(input.space_group), space_group_name(published.stated_group)));
  }
  return input;
}

}  // namespace

StructureInput read_structure_input(const std::string& path, const std::string& block, bool framework) {
  if (std::filesystem::path(path).extension() == ".cif") return read_published(path, block, framework);
  if (!block.empty()) {
    throw Error(fmt::format("'{}' has no blocks, being no CIF. Remove 'block: {}'.", path, block),
                Failure::invalid_input);
  }
  StructureInput input{read_structure(path), 0, {}};
  input.space_group = space_group_of(input.cell);
  return input;
}

}  // namespace vitriflow
