"""What the desktop's clipboard holds; nothing over SSH, where there is none to be had."""


def clipboard_text() -> str:
    """The text, "" when there is none or it cannot be reached."""
    import pyperclip

    try:
        return str(pyperclip.paste())
    except pyperclip.PyperclipException:
        return ""
