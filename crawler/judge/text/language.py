"""The language of a text, by its letters and its small words.

The language that a page declares (`lang`) is often wrong, and seldom corrected after a takeover. So
the text itself is examined: its script, and for Latin letters the small words that every text
contains. Only a clear answer counts; no answer is better than a wrong one.
"""

from collections import Counter

from crawler.judge.text.normalize import plain

_LETTERS_READ = 600
_FEWEST_LETTERS = 60
_MAJORITY = 0.6
#: How many small words of a language a text must contain, and how many times as many as of the
#: next language.
_FEWEST_WORDS = 5
_CLEARLY = 1.5
_KANA_OF_JAPANESE = 0.1

#: The first code point past a script → the script; ranges between scripts are `other`.
_SCRIPTS = (
    (0x0250, "latin"), (0x0370, "other"), (0x0400, "greek"), (0x0530, "cyrillic"),
    (0x0590, "other"), (0x0600, "hebrew"), (0x0780, "arabic"), (0x0900, "other"),
    (0x0980, "devanagari"), (0x0E00, "other"), (0x0E80, "thai"), (0x1100, "other"),
    (0x1200, "hangul"), (0x1E00, "other"), (0x1F00, "latin"), (0x3040, "other"),
    (0x3100, "kana"), (0x3400, "other"), (0xA000, "han"), (0xAC00, "other"),
    (0xD7B0, "hangul"),
)  # fmt: skip

#: Small words, plain, that are typical of one of these languages.
_SMALL_WORDS = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the and of to for with is are this that your you from our by at be have on it will "
        "about after all also an any as been before but can could did do does each every get had "
        "has he her here his how if into its just like make many may more most must my new no not "
        "now one only or other out over own see she should so some such than their them then there "
        "they through up us use very was we were what when where which while who why would",
        "es": "el los las del y una por con para que su es como mas se al este esta sus nuestro",
        "pt": "o os do da dos das e um uma com para que por ao seu sua nao mais em voce na no",
        "fr": "le les des et du une pour dans est avec vous nous sur par votre au aux qui ce cette",
        "de": "der die das und ist mit fur von den dem ein eine auf zu im sie nicht auch wir bei",
        "it": "il di e per che la con del della una sono gli dei nel alla piu come anche questo",
        "nl": "het een van en voor met op te zijn dat niet aan bij ook wij onze naar uw worden",
        "pl": "i w na z do sie nie jest oraz jak dla od przez lub ktore jego tym moze",
        "id": "yang dan di untuk dengan dari ini itu anda kami pada adalah bisa akan tidak dapat",
        "vi": "va cua cac cho voi la mot nhung duoc trong khong nguoi den tai ban khi nay co",
        "tr": "ve bir bu ile icin en da de olarak olan cok daha gibi siz sizin hem her veya",
        "ht": "nan ak pou yo ou nou gen sa ki fe tout se moun pa an yon travay kap",
    }.items()
}
#: None of them shows what a text is about.
SMALL_WORDS = frozenset().union(*_SMALL_WORDS.values())


def written_in(text: str) -> str:
    """Return the language of a text, or its script where that is enough; "" if unclear."""
    letters = [char for char in text[:_LETTERS_READ] if char.isalpha()]
    if len(letters) < _FEWEST_LETTERS and not (letters and ord(letters[0]) >= 0x0E00):
        return ""
    scripts = Counter(map(_script, letters))
    if scripts["kana"] >= _KANA_OF_JAPANESE * len(letters):
        return "kana"
    script, count = scripts.most_common(1)[0]
    if count < _MAJORITY * len(letters) or script == "other":
        return ""
    return _latin_language(text) if script == "latin" else script


def _script(letter: str) -> str:
    code = ord(letter)
    return next((script for end, script in _SCRIPTS if code < end), "other")


def _latin_language(text: str) -> str:
    words = Counter(plain(text).split())
    counts = sorted(
        (sum(words[word] for word in small), language) for language, small in _SMALL_WORDS.items()
    )
    (second, _), (most, language) = counts[-2:]
    return language if most >= max(_FEWEST_WORDS, _CLEARLY * second) else ""
