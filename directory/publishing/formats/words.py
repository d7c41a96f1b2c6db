"""The formats' own sentences, in the languages that they are offered in.

Names, descriptions and notices come from the directory. The sentences here are around them: titles,
and what an entry of the feed is about. If the default language of a directory is none of these,
they are in English.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class FormatWords:
    """The sentences in one language; braces are placeholders.

    language: its tag; `day_form`: how a day is written, with `months` from January on.
    """

    language: str
    months: tuple[str, ...]
    day_form: str
    title: str
    description: str
    changes: str
    listed: str
    listed_host: str
    withdrawn: str
    withdrawn_more: str
    announced: str
    announced_more: str
    in_force: str
    in_force_more: str
    exception: str
    for_each_link: str
    empty: str
    keywords: tuple[str, ...]

    def day(self, day: date) -> str:
        """Return the day as people write it."""
        return self.day_form.format(day=day.day, month=self.months[day.month - 1], year=day.year)


ENGLISH: Final = FormatWords(
    language="en",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    day_form="{month} {day}, {year}",
    title="Directory of links: {agency}",
    description="Links that {agency} keeps for people who look for work, on websites run by "
    "others. Each with its address, what one finds there, who runs it, whom it serves, and the "
    "notices that go with it.",
    changes="Changes to the directory of links: {agency}",
    listed="Listed: {name}",
    listed_host="The link leads to {host}.",
    withdrawn="Withdrawn: link {id}",
    withdrawn_more="Link {id} is no longer in the directory.",
    announced="Announced: a new wording of the notice “{slug}”, in force from {day}",
    announced_more="On {announced}, wording {number} was announced. It takes effect on {day}.",
    in_force="In force: wording {number} of the notice “{slug}”",
    in_force_more="Wording {number} is in force since {day}.",
    exception="It was not announced as long before as usual: {reason}",
    for_each_link="Words in braces are placeholders for what differs from link to link.",
    empty="There are no links in this directory.",
    keywords=("jobs", "employment", "job search", "career resources", "links"),
)  # fmt: skip

SPANISH: Final = FormatWords(
    language="es",
    months=(
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
    ),
    day_form="{day} de {month} de {year}",
    title="Directorio de enlaces: {agency}",
    description="Enlaces que {agency} reúne para quienes buscan trabajo, en sitios web que "
    "administran otros. De cada uno se indica la dirección, lo que se encuentra allí, quién lo "
    "administra, a quién sirve y los avisos que lo acompañan.",
    changes="Cambios en el directorio de enlaces: {agency}",
    listed="Agregado: {name}",
    listed_host="El enlace lleva a {host}.",
    withdrawn="Retirado: enlace {id}",
    withdrawn_more="El enlace {id} ya no figura en el directorio.",
    announced="Anunciado: nuevo texto del aviso “{slug}”, vigente a partir del {day}",
    announced_more="El {announced} se anunció el texto {number}. Entra en vigor el {day}.",
    in_force="Vigente: texto {number} del aviso “{slug}”",
    in_force_more="El texto {number} está vigente desde el {day}.",
    exception="No se anunció con la antelación habitual: {reason}",
    for_each_link="Las palabras entre llaves representan lo que cambia de un enlace a otro.",
    empty="No hay enlaces en este directorio.",
    keywords=("empleos", "trabajo", "búsqueda de empleo", "recursos profesionales", "enlaces"),
)  # fmt: skip

OFFERED: Final = (ENGLISH, SPANISH)


def words_in(language: str) -> FormatWords:
    """Return the words in this language, of any region; else in English."""
    wanted = language.partition("-")[0].lower()
    return next((words for words in OFFERED if words.language == wanted), ENGLISH)
