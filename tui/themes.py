"""The themes: dark, light, and one without colours (NO_COLOR).

In the last, what is emphasised is reversed, bold or underlined. Textual's own themes for the
terminal's colours show the cursor by colour alone, which is lost when colours are removed.
"""

from typing import Final

from textual.theme import Theme

_DEFAULT: Final = "ansi_default"

#: By their value in the settings.
THEMES: Final = {"dark": "textual-dark", "light": "textual-light"}

PLAIN: Final = Theme(
    name="plain",
    ansi=True,
    dark=True,
    primary=_DEFAULT,
    secondary=_DEFAULT,
    warning=_DEFAULT,
    error=_DEFAULT,
    success=_DEFAULT,
    accent=_DEFAULT,
    foreground=_DEFAULT,
    background=_DEFAULT,
    surface=_DEFAULT,
    panel=_DEFAULT,
    boost=_DEFAULT,
    variables={
        "ansi-background": _DEFAULT,
        "ansi-foreground": _DEFAULT,
        "border": _DEFAULT,
        "border-blurred": _DEFAULT,
        "block-cursor-foreground": _DEFAULT,
        "block-cursor-background": _DEFAULT,
        "block-cursor-text-style": "bold reverse",
        "block-cursor-blurred-text-style": "bold underline",
        "input-cursor-background": _DEFAULT,
        "input-cursor-foreground": _DEFAULT,
        "input-cursor-text-style": "reverse",
        "footer-key-foreground": _DEFAULT,
    },
)
