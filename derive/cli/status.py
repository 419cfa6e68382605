"""Exit statuses, and the line that asks for a report of our own mistakes."""

NOTHING_WRONG, SOMETHING_WRONG, USAGE, OUR_BUG, INTERRUPTED = 0, 1, 2, 3, 130


def describe_bug(error: Exception) -> str:
    """Return one line that names the exception and asks for a report."""
    said = " ".join(str(error).split())[:200]
    what = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return f"error in derive: {what}; please report this (DERIVE_DEBUG=1 shows where it happened)"
