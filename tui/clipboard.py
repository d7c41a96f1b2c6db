"""The text in the desktop's clipboard; over SSH there is none."""


def clipboard_text() -> str:
    """Return the text, "" if there is none or the clipboard cannot be reached."""
    import pyperclip

    try:
        return str(pyperclip.paste())
    except pyperclip.PyperclipException:
        return ""
