"""XML that is written as it is made, so that memory does not grow with its size.

    with streamed() as (xml, made):
        with xml.element("opml", version="2.0"):
            …
            yield made()

lxml does the escaping. Two characters that a release may contain are not characters of XML 1.0
(U+FFFE and U+FFFF mean nothing in any text); they become U+FFFD, the replacement character.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from lxml import etree


@contextmanager
def streamed() -> Iterator[tuple[Any, Callable[[], bytes]]]:
    """Provide a document in the making, and a function that returns the bytes written since its
    last call."""
    buffer = BytesIO()

    def made() -> bytes:
        chunk = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return chunk

    with etree.xmlfile(buffer, encoding="utf-8", buffered=False) as xml:
        xml.write_declaration()
        yield xml, made


def fit(text: str) -> str:
    """Return the text with only characters that XML permits."""
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def element(tag: str, text: str = "", /, **attributes: str) -> etree._Element:
    """Return an element with a text and attributes, with only characters that XML permits."""
    made = etree.Element(tag, {name: fit(value) for name, value in attributes.items()})
    made.text = fit(text) or None
    return made
