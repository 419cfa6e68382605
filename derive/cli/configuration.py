"""Options from a file: `derive.toml`, or `[tool.derive]` in `pyproject.toml`."""

import os
import tomllib
from collections.abc import Mapping
from typing import Any

import click

from derive.cli.choice import suggestion

KEYS = (
    *("layers", "activation", "cost", "equations", "output-format", "judges", "min-coverage", "statistics", "timeout"),
    *("jobs", "seed", "quiet", "verbose", "select", "extend-select", "ignore", "fail-on", "exit-zero", "no-cache"),
)
_OWN = "derive.toml"
_SHARED = "pyproject.toml"


def configure(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Take the defaults of all other options from the file given, or from the nearest one above the working folder."""
    if value is None and ctx.params.get("isolated"):
        return None
    found = _read(value, os.path.basename(value) == _SHARED) if value is not None else _nearest()
    if found is not None:
        path, table = found
        ctx.default_map = {**(ctx.default_map or {}), **_defaults(path, table)}
        return path
    return None


def _nearest() -> tuple[str, Mapping[str, Any]] | None:
    """Return the first file with options from the working folder upwards, as far as its repository reaches."""
    folder = os.getcwd()
    while True:
        for name in (_OWN, _SHARED):
            path = os.path.join(folder, name)
            found = _read(path, name == _SHARED) if os.path.isfile(path) else None
            if found is not None:
                return found
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def _read(path: str, shared: bool) -> tuple[str, Mapping[str, Any]] | None:
    """Return the table of options in the file; None for a pyproject.toml that has none."""
    try:
        with open(path, "rb") as stream:
            content = tomllib.load(stream)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {(error.strerror or '').lower()}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        if shared and not _mentions(path):
            return None
        raise click.UsageError(f"{path} is not TOML: {error}.") from None
    if not shared:
        return path, content
    tool = content.get("tool")
    table = tool.get("derive") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise click.UsageError(f"{path}: tool.derive is not a table.")
    return path, table


def _mentions(path: str) -> bool:
    with open(path, "rb") as stream:
        return b"tool.derive" in stream.read(1_000_000)


def _defaults(path: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options by the names of their parameters; an unknown key is answered with the one probably meant."""
    defaults: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name not in KEYS:
            raise click.UsageError(f"{path}: there is no option {key!r}.{suggestion(name, KEYS)}")
        if isinstance(value, dict) or (isinstance(value, list) and not all(isinstance(item, str) for item in value)):
            raise click.UsageError(f"{path}: {key} is neither a value nor a list of words.")
        defaults[name.replace("-", "_")] = ",".join(value) if isinstance(value, list) else value
    return defaults
