#!/usr/bin/env python3
"""Checks that includes point down (runner -> stages -> hpc -> hpc/base) and that third parties stay where they belong.

Prints the offending chain of includes for each violation and exits with 1.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = ["hpc/base", "hpc", "stages", "runner"]  # from the bottom
# third party header -> where it may be included
PINNED = {
    r"yaml-cpp/": r"^hpc/base/",
    r"hdf5\.h|H5": r"^hpc/h5[._]",
    r"boost/graph/": r"^(runner/graph\.|stages/analysis/net_graph\.)",
    r"lammps/|library\.h": r"^stages/engines/",
    r"spdlog/": r"^hpc/log\.cpp$",
    r"CLI/": r"^(runner/commands/|runner/main\.cpp$)",
    r"udunits2": r"^hpc/base/",
    r"gemmi/|spglib": r"^stages/(structure|analysis)/",
    r"valijson/": r"^tests/",
    r"blake2|xxhash": r"^hpc/base/",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path):
    """Index of the layer a file belongs to, or None outside the layers."""
    for index, layer in enumerate(LAYERS):
        if path.startswith(layer + "/"):
            return index
    return None


def read_includes():
    includes = {}
    for folder in ("hpc", "stages", "runner"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in (".cpp", ".hpp"):
                name = file.relative_to(ROOT).as_posix()
                text = file.read_text(encoding="utf-8")
                includes[name] = [m.group(2) for m in map(INCLUDE.match, text.splitlines()) if m]
    return includes


def chain_up(start, layer, includes):
    """The shortest chain of includes from `start` to a file of a layer above `layer`."""
    queue, seen = [[start]], {start}
    while queue:
        path = queue.pop(0)
        for header in includes.get(path[-1], []):
            above = layer_of(header)
            if above is not None and above > layer:
                return path + [header]
            if header in includes and header not in seen:
                seen.add(header)
                queue.append(path + [header])
    return None


def violations(includes):
    found = []
    for file, headers in includes.items():
        chain = chain_up(file, layer_of(file), includes)
        if chain:
            found.append(" -> ".join(chain) + f": {LAYERS[layer_of(file)]} must not reach {LAYERS[layer_of(chain[-1])]}")
        for header in headers:
            for pattern, allowed in PINNED.items():
                if re.match(pattern, header) and not re.match(allowed, file):
                    found.append(f"{file} -> {header}: only files that match {allowed} may include it")
    return found


def main():
    includes = read_includes()
    if not includes:
        print("layering: no sources found", file=sys.stderr)
        return 1
    found = violations(includes)
    for line in found:
        print(line)
    print(f"layering: {len(includes)} files, {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
