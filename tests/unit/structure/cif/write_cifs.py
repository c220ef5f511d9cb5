#!/usr/bin/env python3
"""Writes the CIFs of this folder from the crystals of inputs/structures, each with a kind of trouble that published
files have, and beside them the plain form (YAML) of those that no file of inputs/ is the plain form of.

Run from the root of the repository; the files are kept, so that a test needs no Python.
"""
import itertools
import math
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
INPUTS = HERE.parents[3] / "inputs" / "structures"
HEXAGONAL = [(1, -1, 0), (0, 1, -1), (1, 1, 1)]  # rows: new vectors, in rhombohedral ones
SKEWED = [(1, 0, 0), (1, 1, 0), (0, 2, 1)]
SWAPPED = [(0, 1, 0), (1, 0, 0), (0, 0, -1)]  # Pbca -> Pcab
BODY = [(-0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0.5, 0.5, -0.5)]


# ---- crystals -------------------------------------------------------------------------------------------------------
class Crystal:
    """Vectors (rows, A) and atoms (label, element, fractions)."""

    def __init__(self, vectors, atoms):
        self.vectors, self.atoms = vectors, atoms

    def lengths_and_angles(self):
        a, b, c = self.vectors
        angle = lambda u, v: math.degrees(math.acos(dot(u, v) / math.sqrt(dot(u, u) * dot(v, v))))
        return [math.sqrt(dot(v, v)) for v in self.vectors] + [angle(b, c), angle(a, c), angle(a, b)]

    def cartesian(self, f):
        return [sum(f[i] * self.vectors[i][k] for i in range(3)) for k in range(3)]

    def fraction(self, r):
        inverse = inverted(self.vectors)
        return [sum(r[k] * inverse[k][i] for k in range(3)) for i in range(3)]

    def apart(self, f, g):
        """Cartesian vector from g to f by the shortest way."""
        d = [a - b - round(a - b) for a, b in zip(f, g)]
        images = (self.cartesian([d[i] + s[i] for i in range(3)]) for s in itertools.product((-1, 0, 1), repeat=3))
        return min(images, key=lambda r: dot(r, r))

    def along(self, rows):
        """The same crystal with new vectors; atoms that coincide are one."""
        vectors = [[sum(row[i] * self.vectors[i][k] for i in range(3)) for k in range(3)] for row in rows]
        result, inverse, seen = Crystal(vectors, []), inverted(rows), set()
        reach = range(-2, 3)
        for label, element, f in self.atoms:
            for shift in itertools.product(reach, repeat=3):
                g = [f[i] + shift[i] for i in range(3)]
                h = [sum(g[k] * inverse[k][i] for k in range(3)) for i in range(3)]
                h = [0.0 if abs(x - round(x)) < 1e-9 else x for x in h]
                key = (element, *(round((x % 1.0) * 1e5) % 100000 for x in h))
                if key in seen or not all(-1e-9 <= x < 1 - 1e-9 for x in h):
                    continue
                seen.add(key)
                result.atoms.append((label, element, h))
        return result

    def unique(self, operators):
        """One atom of each orbit."""
        kept = []
        for label, element, f in self.atoms:
            images = [op(*f) for op in operators]
            if not any(e == element and any(dot(d, d) < 0.01 for d in (self.apart(g, i) for i in images))
                       for _, e, g in kept):
                kept.append((label, element, f))
        return kept


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def inverted(m):
    (a, b, c), (d, e, f), (g, h, i) = m
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return [[(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
            [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
            [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det]]


def function_of(operator):
    return eval("lambda x, y, z: (%s,)" % re.sub(r"(\d)/(\d)", r"\1/\2.0", operator))


class Input:
    """A structure file of inputs/: edges, operators (with the centring) and asymmetric unit."""

    def __init__(self, name):
        self.text = (INPUTS / f"{name}.yaml").read_text()
        self.edges = [float(re.search(rf"\b{e}: ([\d.]+) A", self.text).group(1)) for e in "abc"]
        head, atoms = self.text.split("\natoms:")
        texts = re.findall(r'- "([^"]*)"', head)
        shifts = [t for t in texts if not re.search("[xyz]", t)] or ["0, 0, 0"]
        self.operators = []
        for shift in shifts:
            for op in (t for t in texts if re.search("[xyz]", t)):
                parts = [f"{a}+{s.strip()}" if s.strip() != "0" else a
                         for a, s in zip(op.replace(" ", "").split(","), shift.split(","))]
                self.operators.append(",".join(parts))
        self.sites = [(m[0], m[1], [float(x) for x in m[2:5]]) for m in
                      re.findall(r"- \[(\w+), (\w+), ([-\d.]+), ([-\d.]+), ([-\d.]+), \d+\]", atoms)]

    def vectors(self):
        return [[self.edges[i] if i == k else 0.0 for k in range(3)] for i in range(3)]

    def crystal(self):
        whole = Crystal(self.vectors(), [])
        operators = [function_of(op) for op in self.operators]
        for label, element, f in self.sites:
            images = []
            for op in operators:
                g = [x % 1.0 for x in op(*f)]
                twin = next((i for i in images if dot(*[whole.apart(g, i)] * 2) < 0.01), None)
                if twin is None:
                    images.append(g)
            whole.atoms += [(label, element, g) for g in images]
        return whole


def placed_hydrogens(crystal, wanted, ring):
    """Hydrogens on the outward bisector of ring carbons whose labels `wanted` holds."""
    placed = []
    for label, element, f in crystal.atoms:
        if label not in wanted:
            continue
        near = [crystal.apart(g, f) for _, e, g in crystal.atoms if e in ("C", "N") and g is not f]
        near = [r for r in near if 0.1 < dot(r, r) < 1.75**2]
        assert len(near) == 2, (label, near)
        inwards = [sum(r[k] / math.sqrt(dot(r, r)) for r in near) for k in range(3)]
        size = math.sqrt(dot(inwards, inwards))
        r = [x - ring * i / size for x, i in zip(crystal.cartesian(f), inwards)]
        placed.append(("H" + label, "H", crystal.fraction(r)))
    return placed


# ---- files ----------------------------------------------------------------------------------------------------------
def number(x, digits=5):
    return f"{x + 0.0:.{digits}f}"


def cif(name, cell, symmetry, columns, rows, head="", tail=""):
    tags = ["length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma"]
    lines = [f"data_{name}", *head.splitlines()]
    lines += [f"_cell_{t:<14} {v}" for t, v in zip(tags, cell)] + symmetry.splitlines()
    lines += ["loop_"] + [f"_atom_site_{c}" for c in columns] + [" ".join(map(str, r)) for r in rows]
    return "\n".join(lines + tail.splitlines()) + "\n"


def write(name, text):
    (HERE / name).write_bytes(text.encode())


def loop_of(tag, operators):
    return "\n".join(["loop_", tag] + [f"'{op}'" for op in operators])


FRACTIONS = ["fract_x", "fract_y", "fract_z"]
PLAIN = ["label", "type_symbol", *FRACTIONS]


def plain_rows(sites, digits=5):
    return [[label, element, *(number(x, digits) for x in f)] for label, element, f in sites]


def cell_of(crystal, digits=8):
    return [f"{x:.{digits}f}" for x in crystal.lengths_and_angles()]


def orthogonal(source):
    return [*source.edges, 90, 90, 90]


def yaml(name, crystal, source):
    lengths = crystal.lengths_and_angles()
    lines = [f"structure: {name}", f"source: {source}", "cell: {" + ", ".join(
        f"{k}: {v:.8f}" for k, v in zip(("a", "b", "c", "alpha", "beta", "gamma"), lengths)) + "}", "atoms:"]
    return "\n".join(lines + [f"  - [{l}, {e}, {', '.join(number(x, 8) for x in f)}, 1]"
                              for l, e, f in crystal.atoms]) + "\n"


def with_sites(source, sites):
    """The text of a structure file with other atoms; multiplicities are those of the labels' namesakes."""
    counts = dict(re.findall(r"- \[(\w+), .*, (\d+)\]", source.text))
    lines = [f"  - [{l}, {e}, {', '.join(number(x, 7) for x in f)}, {counts[l]}]" for l, e, f in sites]
    return source.text.split("\natoms:")[0] + "\natoms:\n" + "\n".join(lines) + "\n"


def main():
    zif4, zif8, zni = Input("zif-4"), Input("zif-8"), Input("zif-zni")
    zif8.sites = zif8_with_hydrogens_at(zif8, 1.08, 1.09, 5)  # 0.95 A in the file
    c4, c8 = zif4.crystal(), zif8.crystal()
    write("zif-8.yaml", with_sites(zif8, zif8.sites))

    # 1: ring and hydrogens in two positions, water in a pore with another free variable; no names of assemblies.
    rows = []
    for label, element, f in zif8.sites:
        moving = label not in ("Zn1", "N1", "C1", "C3", "H3")
        rows.append([label, element, *map(number, f), "0.630(8)" if moving else 1, 1 if moving else "."])
        if moving:
            rows.append([label + "B", element, *(number(x + 0.019) for x in f), "0.370(8)", 2])
    rows += [["O1W", "O", "0.02", "0.02", "0.02", 0.3, 1], ["O2W", "O", "0.05", "0.05", "0.05", 0.45, 2]]
    write("disorder-groups.cif", cif("zif8_disordered", orthogonal(zif8), "_symmetry_space_group_name_H-M 'I -4 3 m'\n"
          "_symmetry_Int_Tables_number 217", [*PLAIN, "occupancy", "disorder_group"], rows))

    # 2: dimethylformamide, with its hydrogens, and half-occupied water; old tags, everything with uncertainties.
    guests = [("O1S", "O", (0.5, 0.5, 0.4320)), ("C1S", "C", (0.5, 0.5, 0.5030)), ("N1S", "N", (0.5650, 0.5, 0.5400)),
              ("C2S", "C", (0.5700, 0.5, 0.6260)), ("C3S", "C", (0.6370, 0.5, 0.4950))]
    rows = [[l, e, *(number(x) + "(4)" for x in f), 1] for l, e, f in c8.atoms]
    rows += [[l, e, *(number(x) + "(9)" for x in f), 1] for l, e, f in guests]
    rows += [["O1W", "O", 0.02, 0.02, 0.02, "0.50"]]
    write("solvent.cif", cif("zif8_as_made", [f"{e}(12)" for e in zif8.edges] + [90, 90, 90],
          "_symmetry_space_group_name_H-M 'P 1'\n" + loop_of("_symmetry_equiv_pos_as_xyz", ["x, y, z"]),
          [*PLAIN, "occupancy"], rows))

    # 3: no hydrogens.
    heavy = [s for s in zif4.sites if s[1] != "H"]
    write("no-hydrogens.cif", cif("zif4_heavy_atoms", orthogonal(zif4), loop_of(
        "_space_group_symop_operation_xyz", zif4.operators), PLAIN, plain_rows(heavy)))
    asymmetric = Crystal(c4.vectors, [a for a in c4.atoms if a[1] != "H"])
    carbons = {label for label, e, _ in heavy if e == "C"}
    placed = {}
    for (label, e, f), h in zip([a for a in asymmetric.atoms if a[0] in carbons],
                                placed_hydrogens(asymmetric, carbons, 1.08)):
        origin = next(s for s in heavy if s[0] == label)
        d = asymmetric.apart(f, origin[2])
        if dot(d, d) < 1e-6:
            placed[label.replace("C", "H")] = h[2]
    write("no-hydrogens.yaml", with_sites(zif4, heavy + [(l, "H", f) for l, f in placed.items()]))

    # 4: another setting of the same group, by its name alone.
    swapped = c4.along(SWAPPED)
    operators = [swap_axes(op) for op in zif4.operators]
    write("other-setting.cif", cif("zif4_pcab", cell_of(swapped), "_space_group.name_H-M_alt 'P c a b'\n"
          "_space_group.IT_number 61", PLAIN, plain_rows(swapped.unique([function_of(o) for o in operators]), 8)))

    # 5: the Hall symbol alone, lines that end as on Windows.
    write("hall-crlf.cif", cif("zif4_hall", orthogonal(zif4), "_space_group_name_Hall '-P 2ac 2ab'", PLAIN,
          plain_rows(zif4.sites), head="# written elsewhere\n_audit_creation_method\n;\n  by hand; not refined\n;"
          ).replace("\n", "\r\n"))

    # 6, 7: the rhombohedral subgroup R3m in both of its settings.
    primitive = c8.along(BODY)
    turns = [function_of(o) for o in ("x,y,z", "z,x,y", "y,z,x", "y,x,z", "x,z,y", "z,y,x")]
    rhombohedral = primitive.unique(turns)
    write("rhombohedral.cif", cif("zif8_r3m_r", cell_of(primitive), "_symmetry_space_group_name_H-M 'R 3 m :R'", PLAIN,
          plain_rows(rhombohedral, 8)))
    inverse = inverted(HEXAGONAL)
    hexagonal = primitive.along(HEXAGONAL)
    sites = [(l, e, [sum(f[k] * inverse[k][i] for k in range(3)) for i in range(3)]) for l, e, f in rhombohedral]
    write("hexagonal.cif", cif("zif8_r3m_h", cell_of(hexagonal), "_symmetry_space_group_name_H-M 'R3m'\n"
          "_symmetry_Int_Tables_number 160", PLAIN, plain_rows(sites, 8)))

    # 8: a triclinic cell, whose tilts LAMMPS would refuse, with all atoms in it; elements only in the labels.
    skewed = primitive.along(SKEWED)
    write("triclinic.cif", cif("zif8_p1", cell_of(skewed), "_space_group_name_H-M_alt P1",
          ["label", *FRACTIONS], [[f"{e}{n + 1}", *(number(x, 8) for x in f)]
                                  for n, (l, e, f) in enumerate(skewed.atoms)]))

    # 9: the number alone.   10: old tags, the name with an underscore and in one word.
    write("number-only.cif", cif("zif_zni_110", orthogonal(zni), "_symmetry_Int_Tables_number 110", PLAIN,
          plain_rows(zni.sites)))
    write("odd-name.cif", cif("zif_zni_name", orthogonal(zni), "_symmetry_space_group_name_H-M 'I 4_1 c d '\n" + loop_of(
        "_symmetry_equiv_pos_as_xyz", [o.upper() for o in zni.operators]), PLAIN, plain_rows(zni.sites)))

    # 11: two blocks with atoms and one without.
    two = "data_global\n_journal_year 2024\n" + cif("as_made", orthogonal(zif8), "_space_group_IT_number 217", PLAIN,
                                                   plain_rows(zif8.sites))
    write("two-blocks.cif", two + cif("cold", [f"{0.99 * e:.5f}" for e in zif8.edges] + [90, 90, 90],
          "_space_group_IT_number 217", PLAIN, plain_rows(zif8.sites)))

    # 12: a name that the operators contradict.
    write("contradiction.cif", cif("zif4_pnma", orthogonal(zif4), loop_of("_space_group_symop_operation_xyz",
          zif4.operators) + "\n_space_group_name_H-M_alt 'P n m a'\n_space_group_name_Hall '-P 2ac 2ab'", PLAIN,
          plain_rows(zif4.sites)))

    # 13: two halves that exclude each other, without groups.
    rows = []
    for label, element, f in zif8.sites:
        half = label in ("C2", "H1")
        rows.append([label, element, *map(number, f), "0.50" if half else "1.00"])
        if half:
            rows.append([label + "'", element, *(number(x + 0.02) for x in f), "0.50"])
    write("halves.cif", cif("zif8_halves", orthogonal(zif8), "_symmetry_space_group_name_H-M I-43m",
          [*PLAIN, "occupancy"], rows))

    # 14: an angle, a coordinate and a column that are not there.
    rows = [[l, e, number(f[0]), "?" if l == "N1" else number(f[1])] for l, e, f in zif8.sites]
    write("lacking.cif", cif("zif8_lacking", [*zif8.edges, 90, "?", 90], "_symmetry_space_group_name_H-M 'I -4 3 m'",
          PLAIN[:-1], rows))

    # 15: imidazolate, its hydrogens missing, in place of every fourth 2-methylimidazolate; molecules across faces.
    bare, kept, linker = set(), [], 0
    for index, (label, element, f) in enumerate(primitive.atoms):
        if label != "C1":
            continue
        linker += 1
        if linker % 4 != 0:
            continue
        methyl = [n for n, (l, e, g) in enumerate(primitive.atoms)
                  if l == "C3" and dot(*[primitive.apart(g, f)] * 2) < 3.1]
        hydrogens = [n for n, (l, e, g) in enumerate(primitive.atoms) if e == "H" and l in ("H2", "H3")
                     and dot(*[primitive.apart(g, primitive.atoms[methyl[0]][2])] * 2) < 1.5]
        assert len(methyl) == 1 and len(hydrogens) == 3
        bare |= {*methyl, *hydrogens}
        kept.append(index)
    atoms = [(f"{e}{n}", e, f) for n, (l, e, f) in enumerate(primitive.atoms, 1) if n - 1 not in bare]
    mixed = Crystal(primitive.vectors, atoms)
    write("mixed-linkers.cif", cif("zif8_mixed", cell_of(mixed), loop_of("_space_group_symop_operation_xyz", ["x,y,z"]),
          PLAIN, plain_rows(atoms, 8)))
    wanted = {f"C{n + 1}" for n in kept}
    full = Crystal(mixed.vectors, atoms + placed_hydrogens(mixed, wanted, 1.08))
    write("mixed-linkers.yaml", yaml("zif8_mixed", full, "write_cifs.py"))

    # 16: hydrogens where X-rays see them, one kind of them deuterium.
    short = zif8_with_hydrogens_at(zif8, 0.93, 0.96, 7)
    short = [(l, "D" if l == "H1" else e, f) for l, e, f in short]
    write("xray-hydrogens.cif", cif("zif8_xray", orthogonal(zif8), "_symmetry_space_group_name_H-M 'I -4 3 m'", PLAIN,
          plain_rows(short, 7)))
    write("xray-hydrogens.yaml", with_sites(zif8, zif8_with_hydrogens_at(zif8, 1.08, 1.09, 7)))

    # 17: a methyl group off the mirror plane, disordered about it.
    rows = []
    for label, element, f in zif8.sites:
        if label in ("H2", "H3"):
            continue
        rows.append([label, element, *map(number, f), 1, "."])
    for n, (label, f) in enumerate(turned_methyl(c8, zif8)):
        rows.append([label, "H", *map(number, f), "0.5", -1])
    write("special-position.cif", cif("zif8_turned_methyl", orthogonal(zif8), "_space_group_IT_number 217",
          [*PLAIN, "occupancy", "disorder_group"], rows))

    # 18: another metal and another linker.   19: a value with a blank that nobody quoted.
    rows = plain_rows([("Co1" if l == "Zn1" else l, "Co" if l == "Zn1" else e, f) for l, e, f in zif8.sites
                       if l not in ("H2", "H3")])
    rows.append(["Cl1", "Cl", *map(number, (0.5698, 0.8545, 0.5698))])
    write("strangers.cif", cif("zif67_odd", orthogonal(zif8), "_space_group_name_H-M_alt 'I -4 3 m'", PLAIN, rows))
    rows = plain_rows(zif8.sites)
    rows[3][0] = "H1 A"
    write("blank.cif", cif("zif8_blank", orthogonal(zif8), "_space_group_name_H-M_alt 'I -4 3 m'", PLAIN, rows))


def zif8_with_hydrogens_at(source, ring, methyl, digits):
    """The sites with hydrogens at these distances (A), along the bonds that they have."""
    crystal, sites = source.crystal(), []
    for label, element, f in source.sites:
        if element == "H":
            parent = min((g for _, e, g in crystal.atoms if e == "C"), key=lambda g: dot(*[crystal.apart(f, g)] * 2))
            d = crystal.apart(f, parent)
            distance = (ring if label == "H1" else methyl) / math.sqrt(dot(d, d))
            g = crystal.fraction([x + distance * y for x, y in zip(crystal.cartesian(parent), d)])
            f = [round(x + round(a - x), digits) for a, x in zip(f, g)]
        sites.append((label, element, f))
    return sites


def swap_axes(operator):
    """An operator of Pbca on the axes of Pcab: x' = y, y' = x, z' = -z."""
    x, y, z = operator.split(",")
    renamed = [p.replace("x", "u").replace("y", "x").replace("u", "y") for p in (y, x, z)]
    third = renamed[2]
    sign = "-z" if third.startswith("-") else "z"
    return ",".join([renamed[0], renamed[1], sign + ("-1/2" if "1/2" in third else "")])


def turned_methyl(crystal, source):
    """The hydrogens of C3 turned by 20 degrees about C1-C3, so that none is left in the mirror plane."""
    site = {label: f for label, _, f in source.sites}
    origin = crystal.cartesian(site["C3"])
    axis = crystal.apart(site["C3"], site["C1"])
    size = math.sqrt(dot(axis, axis))
    axis = [x / size for x in axis]
    near = [crystal.apart(f, site["C3"]) for _, e, f in crystal.atoms if e == "H"]
    turned = []
    for n, r in enumerate([r for r in near if dot(r, r) < 1.5]):
        up = dot(r, axis)
        side = [a - up * b for a, b in zip(r, axis)]
        across = [axis[1] * side[2] - axis[2] * side[1], axis[2] * side[0] - axis[0] * side[2],
                  axis[0] * side[1] - axis[1] * side[0]]
        c, s = math.cos(math.radians(20)), math.sin(math.radians(20))
        p = [o + up * a + c * b + s * d for o, a, b, d in zip(origin, axis, side, across)]
        turned.append((f"H3{'ABC'[n]}", crystal.fraction(p)))
    assert len(turned) == 3
    return turned


if __name__ == "__main__":
    main()
