"""Why a tree could not be understood."""

from derive.source import Span


class Refusal(Exception):
    """A tree has no reading: `ill_formed` when it cannot have one (shapes, binders), else it is only not understood."""

    def __init__(self, rule: str, message: str, span: Span, ill_formed: bool = False) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.span = span
        self.ill_formed = ill_formed
