"""The only way by which a string reaches the terminal.

Titles, addresses and error texts come from crawled pages, files and other
people. Printed as they are, their control characters could write the
clipboard, move the cursor or reorder what is read. Here each such character
becomes a visible mark, so that it can be seen and can do nothing.
"""

import unicodedata

LONGEST = 1000
_CUT = "…"

# Marks for the C0 controls are in Unicode (␀ … ␟, ␡); everything else shows its number.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: Joiners that some scripts need, and that do nothing else.
_HARMLESS = frozenset({"\u200c", "\u200d", "\u00ad"})


def safe(text: str, longest: int = LONGEST) -> str:
    """Return the text in one line, safe for a terminal; cut to `longest` characters.

    Line breaks and tabs become blanks; controls, bidi marks, invisible and
    unassigned characters become visible marks.
    """
    if len(text) <= longest and text.isascii() and text.isprintable():
        return text  # as most are, and a screen has thousands
    cut = len(text) > longest
    text = unicodedata.normalize("NFC", text[:longest])
    shown = "".join(_shown(character) for character in text)
    return shown + _CUT if cut else shown


def safe_lines(text: str, longest: int = LONGEST) -> str:
    """Return the text like `safe`, with the line breaks kept."""
    return "\n".join(safe(line, longest) for line in text.splitlines())


def _shown(character: str) -> str:
    if " " <= character <= "~":
        return character
    if character in "\n\r\t":
        return " "
    if character in _HARMLESS or unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    code = ord(character)
    return _PICTURES.get(code, f"<U+{code:04X}>")
