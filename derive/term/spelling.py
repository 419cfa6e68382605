"""Letters as people write them, from the names they have in LaTeX."""

NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi rho sigma tau phi varphi psi omega "
    "ell Gamma Delta Theta Lambda Sigma Phi Psi Omega"
)
GREEK = dict(zip(NAMES.split(), "αβγδεεζηθκλμνξρστφφψωℓΓΔΘΛΣΦΨΩ", strict=True))
"""Greek letters by their LaTeX names."""


def pretty(name: str) -> str:
    """Return the letter itself for the name of a Greek letter."""
    *accents, letter = name.split(":")
    shown = GREEK.get(letter.rstrip(".·"), letter.rstrip(".·"))
    marks = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
    return shown + "".join(marks.get(accent, "") for accent in accents)
