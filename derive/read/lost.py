"""Lost characters (D103): a backslash and the letter after it that some program took for a control character."""

import re
from collections.abc import Iterator

from derive.read.edit import LOST, Edit, inside, texts
from derive.read.passage import names

_CONTROL = {"\f": "f", "\b": "b", "\t": "t", "\x07": "a", "\v": "v", "\r": "r"}
_AFTER_CONTROL = {
    "\f": names("rac orall lat"),
    "\b": names("eta ar egin ig igl igr igg iggl iggr inom m f boldsymbol oldsymbol ullet ecause mod oxed reve ot"),
    "\t": names(
        "heta imes ext anh ilde au ag op frac extbf extrm extit herefore riangleq hinspace an o ranspose extstyle"
    ),
    "\x07": names("lpha pprox st rctan rg rgmax rgmin ngle"),
    "\v": names("ec arphi ert arepsilon artheta dots arsigma arrho phantom"),
    "\r": names("ight ho ightarrow m angle Vert vert floor ceil brace Rightarrow aise elu oot"),
}
_AT_LINE_START = names("o op an")
"""After a tab, words that are too short to be told from text that is only indented."""

_LOST_CONTROL = re.compile(r"[\f\x08\t\x07\v\r]([A-Za-z]+)")
_LOST_NEWLINE = re.compile(r"\n(abla|eq|otin|onumber)(?![A-Za-z])")
_LOST_WHOLE = {
    "rac": ("frac", "{"),
    "ight": ("right", ")]}|.\\"),
    "ightarrow": ("rightarrow", ""),
    "heta": ("theta", ""),
    "imes": ("times", ""),
    "lpha": ("alpha", ""),
    "abla": ("nabla", ""),
    "ext": ("text", "{"),
    "egin": ("begin", "{"),
    "oldsymbol": ("boldsymbol", "{\\"),
    "arphi": ("varphi", ""),
    "ullet": ("bullet", ""),
    "anh": ("tanh", "(\\"),
    "extbf": ("textbf", "{"),
}
_RUN = re.compile(r"(?<![A-Za-z\\])[a-z]{3,9}(?![A-Za-z])")


def control_characters(text: str) -> Iterator[Edit]:
    """`\\frac` whose `\\f` was read as a form feed, and its like."""
    for match in _LOST_CONTROL.finditer(text):
        letter = text[match.start()]
        before = text[: match.start()].rstrip(" \t")[-1:] if match[1] in _AT_LINE_START else "x"
        if match[1] in _AFTER_CONTROL[letter] and before not in ("", "\n", "\r"):
            command = f"\\{_CONTROL[letter]}{match[1]}"
            message = f"a control character and '{match[1]}' read as {command}"
            yield Edit(match.start(), match.end(), command, LOST, message)


def ends_of_lines(text: str) -> Iterator[Edit]:
    """`\\nabla` whose `\\n` was read as the end of a line."""
    for match in _LOST_NEWLINE.finditer(text):
        yield Edit(*match.span(), f"\\n{match[1]}", LOST, f"the end of a line and '{match[1]}' read as \\n{match[1]}")


def first_letters(text: str) -> Iterator[Edit]:
    """`rac{1}{2}`: the form feed itself is gone too."""
    spared = texts(text)
    for match in _RUN.finditer(text):
        command, required = _LOST_WHOLE.get(match.group(), ("", ""))
        after = text[match.end() : match.end() + 20].lstrip(" ")[:1]
        if not command or (required and (not after or after not in required)) or inside(spared, match.start()):
            continue
        yield Edit(*match.span(), f"\\{command}", LOST, f"'{match.group()}' read as \\{command}")
