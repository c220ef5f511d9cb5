// Bibliography: BibTeX of what a campaign used: the papers of its kinds and inputs, and the programs.
#pragma once

#include <string>
#include <vector>

namespace vitriflow {

// A citation as kinds and inputs state it, in one line: "Mendez & Semino, J. Mater. Chem. A 12, 4572 (2024),
// doi:10.1039/d3ta07361k", and who used it.
struct Citation {
  std::string text;
  std::vector<std::string> used_by;  // "md.anneal", "reference mendez-semino-2024"
};

// One @misc entry each, sorted by key, with the citation as its note, year and doi where the text has them; texts that
// differ only in what they were used by become one entry.
std::string bibtex(const std::vector<Citation>& citations);

}  // namespace vitriflow
