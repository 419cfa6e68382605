"""Option values that are names or layer widths; a wrong one is answered with what was probably meant."""

from collections.abc import Callable, Iterable

import click

from derive.elaborate.named import ACTIVATIONS as ACTIVATIONS
from derive.elaborate.named import COSTS as COSTS
from derive.elaborate.named import NO_ACTIVATIONS
from derive.rules import BY_CODE

SERVICES = ("sarif", "github", "gitlab", "junit")
"""Formats of services that show a report beside the code."""

FORMATS = ("full", "concise", "json", "html", *SERVICES)
SEVERITIES = ("error", "warning", "note")
JUDGES = ("general", "instance", "numeric")


def suggestion(word: str, names: Iterable[str]) -> str:
    """Return ` Did you mean …?` for the name most like the word, or nothing when none is like it."""
    from difflib import get_close_matches

    known = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), list(known), 1)
    return f" Did you mean {known[close[0]]!r}?" if close else ""


def one_of(names: tuple[str, ...]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Return a callback that takes one of the names, in any case, with - and _ alike."""

    def read(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is None:
            return None
        wanted = value.strip().lower().replace("_", "-")
        if wanted not in names and wanted in NO_ACTIVATIONS:
            raise click.BadParameter(f"{NO_ACTIVATIONS[wanted]}.")
        if wanted not in names:
            raise click.BadParameter(f"{value!r} is not one of {', '.join(names)}.{suggestion(wanted, names)}")
        return wanted

    return read


def judges(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Return auto, all, or the judges named, each once, in their usual order."""
    if value is None:
        return None
    words = [word.strip().lower() for word in value.split(",")]
    if words in (["auto"], ["all"]):
        return words[0]
    for word in words:
        if word not in JUDGES:
            hint = suggestion(word, ("auto", "all", *JUDGES))
            raise click.BadParameter(f"{word!r} is not auto, all, or some of {', '.join(JUDGES)}.{hint}")
    return ",".join(judge for judge in JUDGES if judge in words)


def rules(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Return the rules named, by their codes or the beginnings of them."""
    if value is None:
        return ()
    words = [word.strip().upper() for word in value.split(",") if word.strip()]
    for word in words:
        if word != "ALL" and not any(code.startswith(word) for code in BY_CODE):
            hint = suggestion(word, BY_CODE) or " derive rule lists all of them."
            raise click.BadParameter(f"there is no rule {word!r}.{hint}")
    return tuple("D" if word == "ALL" else word for word in words)


def entry(ctx: click.Context, param: click.Parameter, value: str | None) -> dict[str, int]:
    """Return the numbers of indices and layers: j=1,k=2."""
    found: dict[str, int] = {}
    for part in (value or "").split(",") if value else ():
        letter, equals, number = (piece.strip() for piece in part.partition("="))
        if not letter or not equals or not (number.isascii() and number.isdigit()) or len(number) > 4:
            raise click.BadParameter(f"{part.strip()!r} is not a letter with its number, such as j=1.")
        if found.setdefault(letter, int(number)) != int(number):
            raise click.BadParameter(f"{letter} is given twice.")
    return found


def layers(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    """Return the layer widths, from the input layer on."""
    if value is None:
        return None
    from derive.network.layers import parse_layers

    try:
        return parse_layers(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
