"""HTML from templates: one environment, in which all text is escaped and a missing value is an
error rather than a gap on the page."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from directory.publishing.release.paths import file_of
from directory.publishing.release.reader import MadeFile


@cache
def template(name: str) -> Template:
    """Return a template of this package, compiled once."""
    return _environment().get_template(name)


def page(place: str, name: str, /, **values: object) -> MadeFile:
    """Return the page at this place (a folder or a file), from a template."""
    return MadeFile(file_of(place), _rendered(name, values))


def asset(name: str, *parts: str) -> MadeFile:
    """Return a file that is the same in every release, from these files of the package."""
    sources = (files(__package__) / "assets" / part for part in parts)
    return MadeFile(name, (source.read_bytes() for source in sources))


def fact(text: str) -> Markup:
    """Return a name or an address for use within other text, isolated, so that its direction of
    writing changes nothing around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def host(text: str) -> Markup:
    """Return `fact` of a host, which breaks after a dot if it does not fit on a line."""
    return Markup("<bdi>{}</bdi>").format(Markup(".<wbr>").join(text.split(".")))


def _rendered(name: str, values: Mapping[str, object]) -> Iterator[bytes]:
    yield template(name).render(values).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["isolated"] = fact
    return environment
