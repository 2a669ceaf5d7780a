from pathlib import Path

import pytest

from tests.callboard.conftest import Home, type_command


def flip_a_bit(folder: Path) -> Path:
    """Spoil the largest file of an index the way a disk does, size and time as before."""
    path = max(folder.rglob("files/*.term"), key=lambda path: path.stat().st_size)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return path


class TestVerify:
    def test_what_was_imported_is_sound(self, home: Home) -> None:
        verified = type_command("verify")

        assert (verified.status, verified.err) == (0, "")
        assert "without a transcript to verify against" in verified.out

    def test_a_changed_quote_is_named(self, home: Home) -> None:
        home.run_sql(
            "UPDATE quote SET text = 'We never said this.' WHERE id = "
            "(SELECT min(id) FROM quote WHERE verification = 'VERIFIED')"
        )

        verified = type_command("verify")

        assert verified.status == 1
        assert "differs from its transcript at" in verified.err
        assert len(verified.err.splitlines()) == 1

    def test_without_tables_it_says_what_to_do(self, empty: Home) -> None:
        verified = type_command("verify")

        assert verified.status == 1
        assert "`callboard migrate`" in verified.err


class TestDoctor:
    def test_a_sound_home_has_nothing_wrong(self, home: Home) -> None:
        looked = type_command("doctor", width=500)

        assert looked.status == 0
        assert "wrong" not in looked.out
        assert "quote 61" in looked.out

    def test_an_empty_home_is_told_to_migrate_and_stays_empty(self, empty: Home) -> None:
        looked = type_command("doctor")

        assert looked.status == 1
        assert "`callboard migrate` makes it" in looked.out
        assert not empty.path.exists()

    def test_a_flipped_bit_is_found_and_index_mends_it(self, home: Home) -> None:
        path = flip_a_bit(home.index)

        looked = type_command("doctor")
        mended = type_command("index")

        assert looked.status == 1
        assert f"The index file {path.name} is not what was written." in looked.out
        assert "Index: made anew with 61 quotes" in mended.out
        assert type_command("doctor").status == 0

    def test_an_index_that_is_behind_is_wrong(self, home: Home) -> None:
        home.run_sql("UPDATE generation SET value = value + 1")

        looked = type_command("doctor")

        assert looked.status == 1
        assert "`callboard index` brings it up to date" in looked.out

    def test_a_file_that_is_no_database_is_one_line(self, home: Home) -> None:
        (home.path / "callboard.db").write_bytes(b"no database at all" * 1000)

        looked = type_command("doctor")

        assert looked.status == 1
        assert "file is not a database" in looked.out

    def test_passwords_are_not_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        url = "postgresql+psycopg://me:secret@127.0.0.1:1/callboard"
        monkeypatch.setenv("CALLBOARD_DATABASE_URL", url)

        looked = type_command("doctor")

        assert looked.status == 1
        assert "me:***@127.0.0.1:1" in looked.out
        assert "secret" not in looked.out + looked.err


class TestIndex:
    def test_it_is_up_to_date_after_the_samples(self, home: Home) -> None:
        assert type_command("index").out == "Index: up to date.\n"

    def test_it_can_be_made_anew(self, home: Home) -> None:
        made = type_command("index", "--rebuild")

        assert made.out.startswith("Index: made anew with 61 quotes")
        assert "(as asked)" in made.out
