"""Mathematics told from prose and from money."""

import re

LONGEST = 20_000

_TEXT_COMMAND = re.compile(r"\\(?:text[a-z]{0,6}|mbox|mathrm|operatorname\*?|label|tag\*?|eqref|ref)\s{0,9}\{[^{}]*\}")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\{[A-Za-z]+\*?\})?")
_WORD = re.compile(r"[A-Za-z]{2,}")
_CERTAIN = re.compile(r"[\\^_={}]")
_MATHEMATICAL = re.compile(r"[\\^_={}<>+*/'|]|&(?:[lg]t|#\w{2,6});|[^\x00-\x7f]")
_AMOUNT = re.compile(r"\d")
_SCRIPTED = re.compile(r"[\\^_{}]")


def is_mathematical(content: str) -> bool:
    """Tell whether a sign that prose does not have stands in the content."""
    return bool(_MATHEMATICAL.search(content))


def is_formula(content: str) -> bool:
    """Tell whether what stands between two delimiters is mathematics and not prose between two signs."""
    content = content[:LONGEST]
    if not content.strip():
        return False
    if is_mathematical(content):
        return not is_prose(content)
    return not any(_WORD.finditer(content)) or " " not in content.strip()


def is_money(content: str, following: str) -> bool:
    """Tell whether two dollar signs are two amounts: `$5 and $6`, `$1,000 + $2,000`, `$60/year. $…`.

    An amount begins right after its sign, and the next sign stands apart from the words before it.
    """
    if following.isdigit() and not _CERTAIN.search(content):
        return True
    apart = content[-1:].isspace() or following.isdigit()
    return bool(_AMOUNT.match(content)) and apart and not _SCRIPTED.search(content)


def is_prose(content: str) -> bool:
    """Tell whether three plain words in a row stand in the content: then a delimiter is missing somewhere."""
    content = _COMMAND.sub("\\\\", _TEXT_COMMAND.sub("\\\\", content[:100_000]))
    run, last = 0, -1
    for word in _WORD.finditer(content):
        gap = content[last : word.start()]
        run = run + 1 if last >= 0 and len(gap) <= 3 and not gap.strip(" ,.;:\n\r\t") else 1
        last = word.end()
        if run >= 3:
            return True
    return False
