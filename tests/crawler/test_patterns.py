"""The judge's signs as they are read: ours, and what the agency's own file adds to them."""

from importlib.resources import files
from pathlib import Path

import pytest

from crawler.judge.text.normalize import plain
from crawler.patterns import SignsError, load_signs


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of signs to write."""
    return tmp_path / "signs.toml"


def _refusal(own: Path) -> str:
    with pytest.raises(SignsError) as refusal:
        load_signs(own)
    assert str(own) in str(refusal.value), "it says which file"
    return str(refusal.value)


def test_each_file_of_ours_says_where_its_lists_come_from_and_has_entries() -> None:
    lists = load_signs().lists
    folder = files("crawler.judge").joinpath("patterns")
    shipped = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    assert {name.partition(".")[0] for name in lists} == {
        file.name.removesuffix(".toml") for file in shipped
    }
    assert all(file.read_text("utf-8").startswith("source = ") for file in shipped)
    assert [name for name, one in lists.items() if not one.members] == []


def test_an_own_file_adds_to_the_lists_and_takes_nothing_away(own: Path) -> None:
    own.write_text(
        'source = "what our staff came upon"\n'
        '[soft404.titles]\nen = ["This job ad has left the building!"]\nht = ["Paj la ale"]\n'
        '[parked]\nscript_hosts = ["Ads.Example.net"]\nsource = "a complaint"\n',
        encoding="utf-8",
    )
    ours, both = load_signs(), load_signs(own)
    titles = both["soft404.titles"]
    assert titles.found_in(plain("Oh: this job ad has left the building")) is not None
    assert titles.members - ours["soft404.titles"].members == {
        "this job ad has left the building",
        "paj la ale",
    }
    assert both["parked.script_hosts"].host_of("cdn.ads.example.net") == "ads.example.net"
    for name, one in ours.lists.items():
        assert one.members <= both[name].members
    assert both.lists.keys() == ours.lists.keys()


def test_a_file_with_a_byte_order_mark_is_read_too(own: Path) -> None:
    """Some editors write one without being asked."""
    own.write_text('[parked]\nscript_hosts = ["ads.example.net"]\n', encoding="utf-8-sig")
    assert load_signs(own)["parked.script_hosts"].host_of("ads.example.net") is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[soft404.titels]\nen = ['x']", "there is no list “soft404.titels”"),
        ("[soft404.titels]\nen = ['x']", "soft404.titles"),
        ("[casino]\nhosts = ['x.example']", "there is no list “casino.hosts”"),
        ("hosts = ['x.example']", "“hosts” is no table; write it as [hosts.…]."),
        (
            "[parked]\nscript_hosts = 'x.example'",
            "“parked.script_hosts” must contain texts in quotes",
        ),
        ("[parked]\nscript_hosts = [1]", "“parked.script_hosts” must contain texts in quotes"),
        ("[soft404.titles]\nen = {a = 'b'}", "“soft404.titles” must contain texts in quotes"),
        ("[soft404.titles", "is not written as TOML"),
        ("not found", "is not written as TOML"),
    ],
)
def test_what_cannot_be_used_is_said_in_plain_words(own: Path, content: str, words: str) -> None:
    own.write_text(content, encoding="utf-8")
    assert words in _refusal(own)


def test_a_file_of_other_bytes_is_not_toml(own: Path) -> None:
    own.write_bytes(b"\xff\xfe[\x00")
    assert "is not written as TOML" in _refusal(own)


def test_a_file_that_is_not_there_is_named(own: Path) -> None:
    assert _refusal(own) == f"{own} cannot be read: No such file or directory."


def test_a_folder_is_no_file_of_signs(tmp_path: Path) -> None:
    assert "cannot be read: Is a directory" in _refusal(tmp_path)
