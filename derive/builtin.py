"""The equations that come with derive."""

from pathlib import Path


def builtin_equations() -> Path:
    """Return the folder of the equations that come with derive: in the installed package, or beside a checkout's."""
    package = Path(__file__).resolve().parent
    inside = package / "equations"
    return inside if inside.is_dir() else package.parent / "equations"
