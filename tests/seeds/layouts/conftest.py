"""Answers of job boards, written for these tests in the forms that the systems answer in.

`read` turns an answer into postings as a look at `system:acme` on 1 May 2026 saw them.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from seeds.layouts.boards import find_board_layout
from seeds.layouts.look import Look
from seeds.records import PostingRecord

Read = Callable[[Any], list[PostingRecord]]


@pytest.fixture
def read() -> Read:
    def read_answer(document: Any) -> list[PostingRecord]:
        layout = find_board_layout(document)
        assert layout is not None
        return list(layout.read(document, Look(f"{layout.system}:acme", "acme", date(2026, 5, 1))))

    return read_answer
