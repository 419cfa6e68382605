r"""Which equations are meant: by \tag, by \label, by line, or all of them."""

from collections.abc import Iterable

from derive.export.chains import Chain


def labelled(chains: Iterable[Chain], label: str) -> list[Chain]:
    r"""Return the chains with this \tag or \label, in any case and with or without `eq:`."""
    wanted = _plain(label)
    return [chain for chain in chains if wanted in {_plain(name) for name in _names(chain)}]


def at_line(chains: Iterable[Chain], line: int) -> list[Chain]:
    """Return the chains that stand on the line."""
    return [chain for chain in chains if chain.lines[0] <= line <= chain.lines[1]]


def labels(chains: Iterable[Chain]) -> tuple[str, ...]:
    r"""Return the \tags and \labels of the chains, in reading order."""
    return tuple(dict.fromkeys(name for chain in chains for name in _names(chain)))


def _names(chain: Chain) -> list[str]:
    return [name for link in chain.links for name in (link.tag, link.label) if name]


def _plain(name: str) -> str:
    return name.strip().lower().removeprefix("eq:").strip("()")
