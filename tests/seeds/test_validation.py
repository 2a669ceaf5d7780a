from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, strategies as st

from seeds.validation import BadRecord, parse_record

COMPANY = {"record": "company", "slug": "acme", "name": "Acme"}
CALL = {"record": "call", "key": "k", "company": "acme"}
EVENT = {"record": "event", "key": "e", "company": "acme", "headline": "It happened."}
POSTING = {
    "record": "posting",
    "board": "lever:acme",
    "id": "1",
    "company": "acme",
    "title": "Engineer",
    "firstSeenOn": "2026-01-02",
}
TURN = {"text": "Hello."}
PAY = {"minimum": 1, "currency": "USD"}

FAULTS = [
    ({}, "record", "is missing; write one of company, call, event, posting"),
    ({"record": "compny"}, "record", 'is no kind of record; did you mean "company"?'),
    ({"record": 3}, "record", "3 is no kind of record"),
    ({**COMPANY, "tiker": "A"}, "tiker", 'is no field here; did you mean "ticker"?'),
    ({**COMPANY, "aliases": []}, "aliases", "write one of record, slug, ticker, name, sector"),
    ({**COMPANY, "people": [{"name": "A", "nam": "A"}]}, "people[0].nam", 'did you mean "name"?'),
    ({**CALL, "turns": [{**TURN, "heldOn": ""}]}, "turns[0].heldOn", "write one of speaker, title"),
    ({**POSTING, "pay": {**PAY, "curency": ""}}, "pay.curency", 'did you mean "currency"?'),
    ({**COMPANY, "name": None}, "name", "must be a text, not null"),
    ({**COMPANY, "name": "  "}, "name", "is blank"),
    ({**COMPANY, "name": "a\x00b"}, "name", "control character U+0000 at character 2; remove it"),
    ({**COMPANY, "name": "a\nb"}, "name", "control character U+000A at character 2"),
    ({**COMPANY, "name": "ab\ud800"}, "name", "lone surrogate) at character 3"),
    ({**COMPANY, "name": "x" * 201}, "name", "is 201 characters; at most 200"),
    ({**COMPANY, "slug": "A b"}, "slug", 'such as "spotify"'),
    ({**COMPANY, "sector": "consumer"}, "sector", 'did you mean "CONSUMER"?'),
    ({**COMPANY, "isIllustrative": 1}, "isIllustrative", "must be true or false, not a number"),
    ({"record": "company", "name": "Acme"}, None, "needs a slug or a ticker"),
    ({"record": "call", "key": "k"}, "company", "is missing; add it"),
    ({**CALL, "heldOn": "2026-02-30"}, "heldOn", "2026-02-30 is no date"),
    ({**CALL, "heldOn": "20260201"}, "heldOn", "must be a date such as"),
    ({**CALL, "heldOn": "0001-01-01"}, "heldOn", "is not in the years 1980 to 2099"),
    ({**CALL, "held_on": "2026-02-01"}, "held_on", 'did you mean "heldOn"?'),
    ({**CALL, "fiscalYear": 2026.5}, "fiscalYear", "must be a whole number"),
    ({**CALL, "fiscalYear": 10**30}, "fiscalYear", "out of bounds; at most 2,100"),
    ({**CALL, "fiscalYear": 2026, "fiscalQuarter": 5}, "fiscalQuarter", "at most 4"),
    ({**CALL, "fiscalQuarter": 1}, None, "fiscalQuarter without fiscalYear"),
    ({**CALL, "turns": [TURN], "text": "x"}, None, "beside a text every turn has start and end"),
    ({**CALL, "turns": "x"}, "turns", "must be a list, not a text"),
    ({**CALL, "turns": [TURN, {"text": ""}]}, "turns[1].text", "is blank"),
    ({**CALL, "turns": [{"text": "a\x07"}]}, "turns[0].text", "U+0007 at character 2"),
    ({**CALL, "turns": [{**TURN, "role": "boss"}]}, "turns[0].role", "write one of executive"),
    ({"record": "event", "key": "e", "company": "a"}, None, "neither a headline nor a quote"),
    ({**EVENT, "type": "LAUNCHED"}, "type", 'did you mean "LAUNCH"?'),
    ({**EVENT, "specificity": 6}, "specificity", "at most 5"),
    ({**EVENT, "quotes": [{"text": "x" * 20_001}]}, "quotes[0].text", "at most 20,000"),
    ({**POSTING, "board": "acme"}, "board", 'such as "greenhouse:spotify"'),
    ({**POSTING, "lastSeenOn": "2026-01-01"}, None, "lastSeenOn is before firstSeenOn"),
    ({**POSTING, "closedOn": "2026-01-02"}, None, "closedOn is not after lastSeenOn"),
    ({**POSTING, "closedOn": "2026-02-02", "status": "OPEN"}, None, "status is OPEN beside"),
    ({**POSTING, "pay": {**PAY, "minimum": -1}}, "pay.minimum", "at least 0"),
    ({**POSTING, "pay": {**PAY, "minimum": True}}, "pay.minimum", "must be a number"),
    ({**POSTING, "pay": {**PAY, "maximum": 0.5}}, "pay", "minimum is above maximum"),
    ({**POSTING, "pay": {"currency": "USD"}}, "pay", "neither minimum nor maximum"),
    ({**POSTING, "pay": {**PAY, "currency": "usd"}}, "pay.currency", 'such as "USD"'),
]


@pytest.mark.parametrize(("document", "field", "reason"), FAULTS)
def test_a_fault_names_its_field_and_reason(
    document: dict[str, Any], field: str | None, reason: str
) -> None:
    with pytest.raises(BadRecord) as caught:
        parse_record(document)

    ((found, words),) = caught.value.faults
    assert found == field
    assert reason in words


def test_all_faults_of_a_record_are_found_at_once() -> None:
    with pytest.raises(BadRecord) as caught:
        parse_record({**COMPANY, "name": 1, "sector": 2, "extra": 3})

    assert {field for field, _ in caught.value.faults} == {"name", "sector", "extra"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from([COMPANY, CALL, EVENT, POSTING]), st.data())
def test_no_value_in_any_field_ends_in_another_error(
    record: dict[str, Any], data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from([*record, "turns", "quotes", "pay", "sector", "heldOn"]))

    document = {**record, field: data.draw(ANYTHING)}

    with suppress(BadRecord):
        assert parse_record(document).record == record["record"]
