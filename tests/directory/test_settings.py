"""Settings: the environment before the file, and what cannot be used named in plain words."""

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest

from directory.settings import SETTINGS_FILE, Settings, SettingsError, load_settings

Write = Callable[[str], None]


@pytest.fixture(autouse=True, name="write")
def _write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """An empty folder to work in, and no settings in the environment; writes the file."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"JOBBANK_{name.upper()}", raising=False)

    def write(text: str) -> None:
        (tmp_path / SETTINGS_FILE).write_text(text, encoding="utf-8")

    return write


def _refusal(**overrides: object) -> str:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**overrides)
    return str(refusal.value)


def test_without_any_setting_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.database == "sqlite:///jobbank.db"
    assert (settings.languages, settings.default_language) == (("en", "es"), "en")
    assert (settings.allowed_networks, settings.own_sites) == ((), ())
    assert (settings.host_delay, settings.max_lanes) == (1.0, 2000)


def test_the_file_is_read(write: Write) -> None:
    write(
        'database = "sqlite:///elsewhere.db"\nagency = "Oficina de Empleo"\n'
        'languages = ["es", "en"]\nhost_delay = 2\n'
    )
    settings = load_settings()
    assert (settings.database, settings.agency) == ("sqlite:///elsewhere.db", "Oficina de Empleo")
    assert (settings.default_language, settings.host_delay) == ("es", 2.0)


def test_the_environment_wins_over_the_file_and_what_is_passed_in_over_both(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('agency = "File"\ncontact = "file@example.gov"\nuser = "file"\n')
    monkeypatch.setenv("JOBBANK_AGENCY", "Environment")
    monkeypatch.setenv("JOBBANK_USER", "environment")
    settings = load_settings(user="given")
    assert (settings.contact, settings.agency, settings.user) == (
        "file@example.gov",
        "Environment",
        "given",
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("example.gov", ("example.gov",)),
        ("example.gov, jobs.example.gov ,", ("example.gov", "jobs.example.gov")),
        ("", ()),
        (" , ", ()),
    ],
)
def test_a_list_is_read_from_commas(
    write: Write, monkeypatch: pytest.MonkeyPatch, given: str, read: tuple[str, ...]
) -> None:
    write(f'own_sites = "{given}"')
    assert load_settings().own_sites == read
    write("")
    monkeypatch.setenv("JOBBANK_OWN_SITES", given)
    assert load_settings().own_sites == read


def test_networks_are_read_from_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBBANK_ALLOW_NETWORKS", "127.0.0.0/8, ::1/128")
    assert load_settings().allowed_networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("host_delay", "fast", "host_delay: write a number, such as 1.5"),
        ("host_delay", "-1", "host_delay: write 0 or a greater number"),
        ("host_delay", "nan", "host_delay: "),
        ("max_lanes", "0", "max_lanes: write 1 or a greater number"),
        ("max_lanes", "2.5", "max_lanes: write a whole number"),
        ("check_timeout", "0", "check_timeout: write a number greater than 0"),
        ("max_lanes", "a month", "max_lanes: write a whole number"),
        ("four_eyes", "often", "four_eyes: write true or false"),
        ("languages", " , ", "languages: name at least one language, such as en"),
        ("allow_networks", "10.0.0.0/99", "allow_networks: '10.0.0.0/99' does not appear to be"),
        ("allow_networks", "::1, local", "allow_networks: 'local' does not appear to be"),
    ],
)
def test_a_bad_value_is_named_with_where_to_look(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"JOBBANK_{name.upper()}", value)
    told = _refusal()
    assert told.startswith(f"a setting cannot be used ({said}")
    assert told.endswith("Check jobbank.toml and the JOBBANK_… variables of the environment.")


def test_all_bad_values_are_named_at_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("max_lanes = 0\n")
    monkeypatch.setenv("JOBBANK_HOST_DELAY", "fast")
    told = _refusal()
    assert "max_lanes: " in told
    assert "host_delay: " in told


@pytest.mark.parametrize("text", ["colour = 'red'", "[database]\nurl = 'x'"])
def test_what_is_no_setting_is_named(write: Write, text: str) -> None:
    write(text)
    assert text.strip("[").split()[0].rstrip("]") in _refusal()


def test_a_setting_that_is_misspelt_is_told_with_the_one_that_was_meant(write: Write) -> None:
    write("host_dely = 2\ncolour = 'red'")
    assert "host_dely: there is no such setting; did you mean host_delay?" in _refusal()
    assert "colour: there is no such setting)" in _refusal()


@pytest.mark.parametrize("text", ["agency =", "agency = 'a'\nagency = 'b'", "= x", "\x00"])
def test_a_file_that_cannot_be_read_says_so(write: Write, text: str) -> None:
    write(text)
    assert _refusal().startswith("jobbank.toml cannot be read: ")


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes("agency = 'José'".encode("utf-16"))
    assert _refusal().startswith("jobbank.toml cannot be read: ")


def test_another_programs_variables_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBBANK_SOMETHING_ELSE", "1")
    monkeypatch.setenv("AGENCY", "not ours")
    assert load_settings().agency == "Our agency"


@pytest.mark.parametrize("name", ["home_url", "privacy_url", "accessibility_url"])
def test_the_agencys_own_pages_are_https_addresses(name: str) -> None:
    assert (
        getattr(load_settings(**{name: " https://Work.example "}), name) == "https://work.example/"
    )
    assert getattr(load_settings(**{name: ""}), name) == ""
    for bad, said in (("http://work.example/", "https://"), ("javascript:x", name)):
        with pytest.raises(SettingsError, match=said):
            load_settings(**{name: bad})


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().agency = "Another"  # type: ignore[misc]


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert (field.description or "").endswith("."), name


def test_four_eyes_are_asked_for_when_a_setting_says_so(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().four_eyes is False
    write("four_eyes = true\n")
    assert load_settings().four_eyes is True
    monkeypatch.setenv("JOBBANK_FOUR_EYES", "false")
    assert load_settings().four_eyes is False


def test_a_period_of_notice_in_the_settings_is_refused_with_where_it_is_kept(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("notice_days = 0")
    with pytest.raises(SettingsError, match="jobbank notices period"):
        load_settings()
    write("")
    monkeypatch.setenv("JOBBANK_NOTICE_DAYS", "0")
    with pytest.raises(SettingsError, match=r"JOBBANK_NOTICE_DAYS is set.* jobbank notices period"):
        load_settings()
