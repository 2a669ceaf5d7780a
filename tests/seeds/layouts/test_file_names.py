import pytest
from hypothesis import given, strategies as st

from seeds.layouts.file_names import FileName, read_file_name


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("ACME_q1_2026.txt", "2026Q1"),
        ("acme-2026Q1.json", "2026Q1"),
        ("acme-Q1FY2026.json.gz", "2026Q1"),
        ("ACME_2026_1.json", "2026Q1"),
        ("ACME_1Q26_Transcript.txt", "2026Q1"),
        ("acme-1q-2026-level-4.json", "2026Q1"),
        ("2026-1-5-acme.json", None),
        ("ACME_2026.json", None),
        ("ACME_q5_2026.json", None),
    ],
)
def test_a_period_is_a_quarter_beside_a_year(name: str, period: str | None) -> None:
    assert read_file_name(name).period == period


@pytest.mark.parametrize(
    ("name", "ticker", "company"),
    [
        ("acme-2026Q1.json", "ACME", None),
        ("BRK.B_2026Q1.json", "BRK.B", None),
        ("transcript_ACME_2026_1.json", "ACME", None),
        ("Acme-Music-Inc_2026Q1.nlp", None, "Acme Music Inc"),
        ("ACME.json", "ACME", None),
        ("notes.txt", None, None),
        ("2026Q1.txt", None, None),
    ],
)
def test_a_company_stands_before_the_period(
    name: str, ticker: str | None, company: str | None
) -> None:
    found = read_file_name(name)

    assert (found.ticker, found.company) == (ticker, company)


@given(st.text())
def test_any_name_says_a_whole_period_or_none(name: str) -> None:
    found = read_file_name(name)

    assert (found.year is None) == (found.quarter is None)
    assert found.ticker is None or found.company is None


def test_what_says_nothing_is_empty() -> None:
    assert read_file_name("") == FileName()
