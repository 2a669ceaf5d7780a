"""The rules for advertisements against people: the half of the labels that was not tuned on."""

import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schema.classify.blurbs import find_blurbs
from schema.classify.pay import read_pay
from schema.classify.postings import classify_posting, normalise_title
from schema.store.labelling import in_half
from schema.taxonomy.labels import AI_ROLE_INVOLVEMENTS, AiInvolvement

CHECKOUT = Path(__file__).parents[2]
LABELS = CHECKOUT / "docs" / "labels" / "postings.jsonl"
REALDATA = Path(os.environ.get("CALLBOARD_REALDATA", CHECKOUT.parent / "shared" / "data"))
BOARDS = REALDATA / "postings" / "raw" / "ashby-boards-2025-10-28.tar.xz"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not BOARDS.is_file(), reason="no real data: set CALLBOARD_REALDATA"),
    pytest.mark.skipif(not LABELS.is_file(), reason="no labels beside the tests"),
]

Judged = list[tuple[dict[str, Any], dict[str, Any], frozenset[str]]]
"""What people said, the advertisement, and its board's blurbs."""


def iter_boards() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    with tarfile.open(BOARDS) as archive:
        for member in archive:
            if member.name.endswith(".json") and (file := archive.extractfile(member)):
                yield Path(member.name).stem.lower(), json.load(file).get("jobs", [])


@pytest.fixture(scope="module")
def judged() -> Judged:
    lines = LABELS.read_text("utf-8").splitlines()
    people = {row["id"]: row for row in map(json.loads, lines) if in_half(row["id"]) == "second"}
    found: Judged = []
    for board, jobs in iter_boards():
        texts = [(normalise_title(job["title"]), job["descriptionPlain"] or "") for job in jobs]
        own = [job for job in jobs if f"ashby:{board}/{job['id']}" in people]
        blurbs = find_blurbs(texts) if own else frozenset()
        found += [(people[f"ashby:{board}/{job['id']}"], job, blurbs) for job in own]
    return found


def test_ai_roles_are_those_that_people_see(judged: Judged) -> None:
    """Measured: precision 0.83 and recall 0.74 in 34 roles."""
    pairs = []
    for said, job, blurbs in judged:
        texts = (job["title"], job.get("department"), job.get("team"), job["descriptionPlain"])
        found = classify_posting(*texts, blurbs=blurbs).ai_involvement
        is_role = AiInvolvement(said["aiInvolvement"]) in AI_ROLE_INVOLVEMENTS
        pairs.append((is_role, found in AI_ROLE_INVOLVEMENTS))

    hits = pairs.count((True, True))

    assert len(pairs) > 90
    assert hits / sum(found for _, found in pairs) >= 0.8
    assert hits / sum(said for said, _ in pairs) >= 0.7


def test_pay_in_texts_is_what_people_read(judged: Judged) -> None:
    """Measured: nothing read that is no pay, one of the pays missed."""
    pairs = []
    for said, job, _ in judged:
        pay = read_pay(job["descriptionPlain"])
        told = said.get("pay", ...)
        if told is ...:
            continue
        ends = (pay.minimum or pay.ote_minimum, pay.maximum or pay.ote_maximum) if pay else None
        pairs.append(((told["minimum"], told["maximum"]) if told else None, ends))

    wrong = [(told, read) for told, read in pairs if told != read]

    assert len([told for told, _ in pairs if told]) > 20
    assert [read for _, read in wrong if read] == []
    assert len(wrong) <= 2
