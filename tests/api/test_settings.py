from dataclasses import fields
from pathlib import Path
from re import findall

import pytest

from api.settings import BadSetting, Settings, format_default, variable_of

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented_with_its_default_and_meaning_and_nothing_else() -> None:
    rows = findall(r"^\| `(CALLBOARD_\w+)` \| (.*?) \| (.*?) \|$", DOCS.read_text("utf-8"), 8)

    assert rows == [
        (variable_of(each), f"`{format_default(each)}`", each.metadata["meaning"])
        for each in fields(Settings)
    ]


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})

    assert (settings.host, settings.port, settings.ide) == ("127.0.0.1", 8000, True)
    assert settings.home == Path.home() / ".local/share/callboard"


def test_what_is_not_set_lives_in_the_data_directory(tmp_path: Path) -> None:
    settings = Settings.from_environment({"CALLBOARD_HOME": str(tmp_path)})

    assert settings.database_url == f"sqlite:///{tmp_path}/callboard.db"
    assert settings.index_dir == tmp_path / "index"
    assert settings.ide_dir == tmp_path / "ide"


def test_the_data_directory_follows_the_desktop_convention() -> None:
    settings = Settings.from_environment({"XDG_DATA_HOME": "/data"})

    assert settings.index_dir == Path("/data/callboard/index")


def test_every_setting_is_read_from_its_variable() -> None:
    settings = Settings.from_environment(
        {
            "CALLBOARD_DATABASE_URL": "postgresql+psycopg://db/callboard",
            "CALLBOARD_PORT": "9000",
            "CALLBOARD_IDE": "off",
            "CALLBOARD_ALLOWED_ORIGINS": "https://a.example, http://b.example:8080",
            "CALLBOARD_MAX_BODY": "200_000",
            "CALLBOARD_REQUEST_TIMEOUT": "2.5",
        }
    )

    assert settings.database_url == "postgresql+psycopg://db/callboard"
    assert (settings.port, settings.ide, settings.max_body) == (9000, False, 200_000)
    assert settings.allowed_origins == ("https://a.example", "http://b.example:8080")
    assert settings.request_timeout == 2.5


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"CALLBOARD_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("PORT", "eighty", "a whole number from 0 to 65,535"),
        ("PORT", "65536", "a whole number from 0 to 65,535"),
        ("PORT", "-1", "a whole number from 0 to 65,535"),
        ("PORT", "9" * 5_000, "a whole number from 0 to 65,535"),
        ("PORT", "٣", "a whole number from 0 to 65,535"),
        ("IDE", "maybe", "on or off"),
        ("REQUEST_TIMEOUT", "0", "seconds, over 0 and up to 600"),
        ("REQUEST_TIMEOUT", "nan", "seconds, over 0 and up to 600"),
        ("HOST", "two words", "a host name or an IP address"),
        ("DATABASE_URL", "mysql://db", "sqlite:///file or postgresql+psycopg://..."),
        ("DATABASE_URL", "sqlite://", "sqlite:///file or postgresql+psycopg://..."),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:///file or postgresql+psycopg://..."),
        ("ALLOWED_ORIGINS", "https://a.example/path", "origins such as"),
        ("ALLOWED_ORIGINS", "null", "origins such as"),
        ("HOME", "a\0b", "a folder"),
    ],
)
def test_a_bad_value_is_named_with_what_is_accepted(name: str, value: str, accepted: str) -> None:
    with pytest.raises(BadSetting) as error:
        Settings.from_environment({f"CALLBOARD_{name}": value})

    assert str(error.value).startswith(f"CALLBOARD_{name} is '")
    assert accepted in str(error.value)
    assert len(str(error.value)) < 250


def test_a_misspelt_variable_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    Settings.from_environment({"CALLBOARD_PROT": "9000", "CALLBOARD_REALDATA": "x", "PATH": "y"})

    assert [record.getMessage() for record in caplog.records] == [
        "CALLBOARD_PROT is not a setting and is ignored; did you mean CALLBOARD_PORT?"
    ]
