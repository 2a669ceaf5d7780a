import pytest

from schema.classify.roles import classify_speaker
from schema.classify.sectors import parse_sector
from schema.taxonomy.labels import Sector, SpeakerRole


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Co-CEO & Director", SpeakerRole.CEO),
        ("President, CEO & Director", SpeakerRole.CEO),
        ("EVP and Chief Financial Officer", SpeakerRole.CFO),
        ("CFO & Investor Relations Officer", SpeakerRole.CFO),
        ("President & COO", SpeakerRole.COO),
        ("Co-President, Chief Product & Technology Officer", SpeakerRole.CTO),
        ("Chief AI Officer", SpeakerRole.CHIEF_AI_OR_DATA_OFFICER),
        ("Chief Data and Analytics Officer", SpeakerRole.CHIEF_AI_OR_DATA_OFFICER),
        ("Co-President & Director", SpeakerRole.PRESIDENT),
        ("President of the Cloud division", SpeakerRole.BUSINESS_HEAD),
        ("Chief Business Officer", SpeakerRole.BUSINESS_HEAD),
        ("Executive Chairman", SpeakerRole.CHAIR),
        ("Head of Investor Relations", SpeakerRole.INVESTOR_RELATIONS),
        ("Senior Vice President of Finance", SpeakerRole.OTHER_EXECUTIVE),
        ("Vice Chairman", SpeakerRole.OTHER_EXECUTIVE),
        ("Morgan Stanley -- Analyst", SpeakerRole.ANALYST),
        ("Wolfe Research, LLC", SpeakerRole.ANALYST),
        ("Operator", SpeakerRole.OPERATOR),
        ("", SpeakerRole.UNKNOWN),
        (None, SpeakerRole.UNKNOWN),
    ],
)
def test_a_printed_title_tells_the_role(title: str | None, role: SpeakerRole) -> None:
    assert classify_speaker(title) == role


@pytest.mark.parametrize(
    ("title", "hint", "role"),
    [
        ("Acme Capital", "analyst", SpeakerRole.ANALYST),
        ("Partner", "analyst", SpeakerRole.ANALYST),
        ("Gardener", "executive", SpeakerRole.OTHER_EXECUTIVE),
        ("Head of Analyst Research", "executive", SpeakerRole.OTHER_EXECUTIVE),
        (None, "operator", SpeakerRole.OPERATOR),
        (None, "unknown", SpeakerRole.UNKNOWN),
        ("CFO", "unknown", SpeakerRole.CFO),
    ],
)
def test_the_source_is_believed_on_who_belongs_to_the_company(
    title: str | None, hint: str, role: SpeakerRole
) -> None:
    assert classify_speaker(title, hint) == role


@pytest.mark.parametrize("sector", Sector)
def test_a_sector_is_read_from_its_own_name(sector: Sector) -> None:
    assert parse_sector(sector.name) == sector


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Technology", Sector.INFORMATION_TECHNOLOGY),
        ("Consumer Cyclical", Sector.CONSUMER_DISCRETIONARY),
        ("Consumer Defensive", Sector.CONSUMER_STAPLES),
        ("healthcare", Sector.HEALTH_CARE),
        ("Financial Services", Sector.FINANCIALS),
        ("Basic Materials", Sector.MATERIALS),
        (" Consumer ", Sector.CONSUMER),
        ("Communication Services", Sector.COMMUNICATION_SERVICES),
        ("Real Estate", Sector.REAL_ESTATE),
    ],
)
def test_other_spellings_of_a_sector_are_understood(text: str, sector: Sector) -> None:
    assert parse_sector(text) == sector


def test_an_unknown_sector_is_refused_with_the_accepted_ones() -> None:
    with pytest.raises(ValueError, match=r"unknown sector 'Magic': expected one of .*Utilities"):
        parse_sector("Magic")
