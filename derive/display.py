"""How reports, findings and derivations are shown in a notebook."""

from importlib import import_module
from typing import Any


class Displayed:
    """A value that notebooks show as a page, as LaTeX or as text; what shows it is loaded when it is shown."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return the value in every format, by MIME type."""
        bundle: dict[str, str] = import_module("derive.notebook").bundle(self)
        return bundle

    def _repr_html_(self) -> str:
        """Return the value as HTML."""
        return self._repr_mimebundle_()["text/html"]

    def _repr_latex_(self) -> str:
        """Return the value as LaTeX."""
        return self._repr_mimebundle_()["text/latex"]
