"""True and false derivations of backpropagation in a given notation, with the verdict that each equation must get."""

from dataclasses import dataclass

from notation import applied, entry, gradient, product, slope, total, transposed, weight, whole

HERE, BELOW, ABOVE, LAST = ("l", 0), ("l", -1), ("l", 1), ("L", 0)


@dataclass(frozen=True)
class Line:
    """An equation, whether it is true, and whether the rest of the document rests on it."""

    latex: str
    true: bool
    defines: bool = False


def in_components(n, random):
    """Return the lines of a derivation entry by entry."""
    j, k = n.nodes

    def z(layer, index):
        return entry(n, "pre-activation", layer, index)

    def a(layer, index):
        return entry(n, "activation", layer, index)

    def b(layer, index):
        return entry(n, "bias", layer, index)

    def d(layer, index):
        return entry(n, "sensitivity", layer, index)

    cost, y = n.letters["cost"], entry(n, "target", None, j)
    gap = f"({a(LAST, j)} - {y})"
    by_z, by_a = (lambda layer, i: slope(n, cost, z(layer, i))), (lambda layer, i: slope(n, cost, a(layer, i)))
    w = weight(n, HERE, j, k)
    defining = [
        Line(f"{z(HERE, j)} = {total(n, k, BELOW, product(n, w, a(BELOW, k)))} + {b(HERE, j)}", True, True),
        Line(f"{a(HERE, j)} = {applied(n, z(HERE, j))}", True, True),
        Line(f"{cost} = " + r"\frac{1}{2} " + total(n, j, LAST, f"{gap}^2"), True, True),
        Line(f"{d(HERE, j)} = {by_z(HERE, j)}", True, True),
    ]
    prime, up = applied(n, z(HERE, j), True), weight(n, ABOVE, k, j)
    wrong_way = weight(n, ABOVE, j, k)
    equations = [
        (by_a(LAST, j), f"{a(LAST, j)} - {y}", f"{y} - {a(LAST, j)}"),
        (d(LAST, j), product(n, gap, applied(n, z(LAST, j), True)), gap),
        (d(LAST, j), product(n, by_a(LAST, j), applied(n, z(LAST, j), True)), by_a(LAST, j)),
        (by_z(HERE, j), product(n, by_a(HERE, j), prime), product(n, by_a(HERE, k), prime)),
        (by_z(HERE, j), product(n, by_a(HERE, j), slope(n, a(HERE, j), z(HERE, j))), by_a(HERE, j)),
        (
            d(HERE, j),
            product(n, total(n, k, ABOVE, product(n, up, d(ABOVE, k))), prime),
            product(n, total(n, k, ABOVE, product(n, wrong_way, d(ABOVE, k))), prime),
        ),
        (
            d(HERE, j),
            total(n, k, ABOVE, product(n, d(ABOVE, k), up, prime)),
            total(n, k, ABOVE, product(n, d(ABOVE, k), up)),
        ),
        (
            d(HERE, j),
            total(n, k, ABOVE, product(n, d(ABOVE, k), slope(n, z(ABOVE, k), z(HERE, j)))),
            product(n, d(ABOVE, k), slope(n, z(ABOVE, k), z(HERE, j))),
        ),
        (slope(n, z(HERE, j), w), a(BELOW, k), a(HERE, k)),
        (slope(n, z(HERE, j), b(HERE, j)), "1", b(HERE, j)),
        (slope(n, z(ABOVE, k), a(HERE, j)), up, wrong_way),
        (slope(n, cost, b(HERE, j)), d(HERE, j), product(n, d(HERE, j), a(BELOW, k))),
        (slope(n, cost, w), product(n, d(HERE, j), a(BELOW, k)), product(n, d(HERE, k), a(BELOW, j))),
        (slope(n, cost, w), product(n, a(BELOW, k), d(HERE, j)), product(n, a(HERE, k), d(HERE, j))),
        (slope(n, cost, w), product(n, by_z(HERE, j), slope(n, z(HERE, j), w)), by_z(HERE, j)),
        (
            slope(n, cost, a(BELOW, k)),
            total(n, j, HERE, product(n, w, d(HERE, j))),
            total(n, j, HERE, product(n, weight(n, HERE, k, j), d(HERE, j))),
        ),
    ]
    return [*defining, *claims(equations, random)]


def in_matrices(n, random):
    """Return the lines of a derivation with columns."""

    def z(layer):
        return whole(n, "pre-activation", layer)

    def a(layer):
        return whole(n, "activation", layer)

    def w(layer):
        return whole(n, "weight", layer)

    def d(layer):
        return whole(n, "sensitivity", layer)

    cost, y, b = n.letters["cost"], whole(n, "target"), whole(n, "bias", HERE)
    by_z, by_a = (lambda layer: gradient(n, z(layer))), (lambda layer: gradient(n, a(layer)))
    sign = f" {n.hadamard} "
    prime = applied(n, z(HERE), True)
    back = f"{transposed(n, w(ABOVE))} {d(ABOVE)}"
    defining = [
        Line(f"{z(HERE)} = {w(HERE)} {a(BELOW)} + {b}", True, True),
        Line(f"{a(HERE)} = {applied(n, z(HERE))}", True, True),
        Line(rf"{cost} = \frac{{1}}{{2}} \| {a(LAST)} - {y} \|^2", True, True),
        Line(f"{d(HERE)} = {by_z(HERE)}", True, True),
    ]
    equations = [
        (by_a(LAST), f"{a(LAST)} - {y}", f"{y} - {a(LAST)}"),
        (d(LAST), f"({a(LAST)} - {y}){sign}{applied(n, z(LAST), True)}", f"{a(LAST)} - {y}"),
        (d(LAST), f"{by_a(LAST)}{sign}{applied(n, z(LAST), True)}", f"{by_a(LAST)}{sign}{applied(n, z(LAST))}"),
        (d(HERE), f"({back}){sign}{prime}", f"({w(ABOVE)} {d(ABOVE)}){sign}{prime}"),
        (d(HERE), f"{transposed(n, w(ABOVE))} {d(ABOVE)}{sign}{prime}", back),
        (by_z(HERE), f"{by_a(HERE)}{sign}{prime}", f"{by_a(HERE)}{sign}{applied(n, z(BELOW), True)}"),
        (by_a(HERE), back, f"{transposed(n, w(HERE))} {d(HERE)}"),
        (gradient(n, b), d(HERE), f"{d(HERE)}{sign}{prime}"),
        (gradient(n, w(HERE)), f"{d(HERE)} {transposed(n, a(BELOW))}", f"{a(BELOW)} {transposed(n, d(HERE))}"),
        (gradient(n, w(HERE)), f"{d(HERE)} {transposed(n, a(BELOW))}", f"{d(HERE)} {transposed(n, a(HERE))}"),
    ]
    return [*defining, *claims(equations, random)]


def in_rows(n, random):
    """Return the lines of a derivation with samples, or one sample, as a row: z = a W + b."""

    def z(layer):
        return whole(n, "pre-activation", layer)

    def a(layer):
        return whole(n, "activation", layer)

    def d(layer):
        return whole(n, "sensitivity", layer)

    cost, y, b, w = n.letters["cost"], whole(n, "target"), whole(n, "bias", HERE), whole(n, "weight", HERE)
    above, sign, prime = whole(n, "weight", ABOVE), f" {n.hadamard} ", applied(n, z(HERE), True)
    defining = [
        Line(f"{z(HERE)} = {a(BELOW)} {w} + {b}", True, True),
        Line(f"{a(HERE)} = {applied(n, z(HERE))}", True, True),
        Line(rf"{cost} = \frac{{1}}{{2}} \| {a(LAST)} - {y} \|^2", True, True),
        Line(f"{d(HERE)} = {gradient(n, z(HERE))}", True, True),
    ]
    equations = [
        (d(LAST), f"({a(LAST)} - {y}){sign}{applied(n, z(LAST), True)}", f"({y} - {a(LAST)}){sign}{prime}"),
        (d(HERE), f"({d(ABOVE)} {transposed(n, above)}){sign}{prime}", f"({d(ABOVE)} {above}){sign}{prime}"),
        (gradient(n, b), d(HERE), f"-{d(HERE)}"),
        (gradient(n, w), f"{transposed(n, a(BELOW))} {d(HERE)}", f"{transposed(n, d(HERE))} {a(BELOW)}"),
    ]
    return [*defining, *claims(equations, random)]


def claims(equations, random):
    """Return every equation once: true, or false in one case of four."""
    lines = []
    for left, right, wrong in equations:
        true = random.random() < 0.75
        lines.append(Line(f"{left} = {right if true else wrong}", true))
    random.shuffle(lines)
    return lines


FORMS = (in_components, in_matrices, in_rows)
DISPLAYS = (
    "$$%s$$",
    r"\[%s\]",
    r"\begin{equation}%s\end{equation}",
    "$$\n%s\n$$",
    "- so $$%s$$",
    "> $$%s$$",
    "where $%s$ holds",
)
JOINTS = (r", \quad ", r" \qquad ", r" \quad \text{and} \quad ")
ENDS = ("", "", ".", ",", r" \tag{%d}", r" \label{eq:%d}", r" \\,.")


def document(lines, random):
    """Return a note: equations one by one, two in a display, or several in an environment aligned at the relation."""
    display = random.choice(DISPLAYS)
    texts = [dressed(line.latex, number, random) for number, line in enumerate(lines)]
    parts = []
    while texts:
        match random.choice(("one", "one", "one", "two", "aligned")):
            case "two" if len(texts) > 1:
                first, second = texts.pop(0), texts.pop(0)
                parts.append(display % (bare(first) + random.choice(JOINTS) + bare(second)))
            case "aligned" if len(texts) > 2:
                rows = [bare(texts.pop(0)).replace(" = ", " &= ", 1) for _ in range(3)]
                parts.append("\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}")
            case _:
                text = texts.pop(0)
                parts.append(display % (bare(text) if "$%s$ " in display else text))
    return "\n\n".join(parts)


def dressed(latex, number, random):
    """Return the equation with what an author may put around its parts."""
    if random.random() < 0.3:
        latex = latex.replace("(", r"\left(").replace(")", r"\right)")
        for style in ("^{%s", "_{%s"):
            latex = latex.replace(style % r"\left(", style % "(")
        latex = latex.replace(r"\right)}", ")}")
    end = random.choice(ENDS)
    return latex + (end % number if "%d" in end else end)


def bare(latex):
    """Return the equation without its number and full stop."""
    return latex.split(r" \tag")[0].split(r" \label")[0].removesuffix(r" \,.").removesuffix(".").removesuffix(",")
