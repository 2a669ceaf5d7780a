"""People for whom another one stands by a decision: in no list, and found as that one."""

from collections.abc import Iterator

import pytest

from schema.database import Database
from schema.graph.ids import global_id
from schema.graph.service import GraphService
from schema.store.meta import read_meta
from schema.tables import Company, Person
from tests.schema.graph.conftest import Ask, asking

PEOPLE = """{
    people(first: 5) { totalCount nodes { slug } }
    company(slug: "a") { people { nodes { slug } } }
}"""


@pytest.fixture
def merged(database: Database) -> Database:
    """A company with Tim, and Timothy who is Tim."""
    with database.write() as writer:
        writer.session.add(Company(id=1, slug="a", name="A"))
        writer.session.flush()
        writer.session.add(Person(id=1, slug="tim", name="Tim", company_id=1))
        writer.session.flush()
        writer.session.add(Person(id=2, slug="timothy", name="Timothy", company_id=1, same_as_id=1))
        writer.mark_changed()
    return database


@pytest.fixture
def own(merged: Database) -> Iterator[Ask]:
    service = GraphService(merged, None, workers=1)
    yield asking(service)
    service.close()


def test_the_lists_have_only_who_stands_for_others(own: Ask) -> None:
    data = own(PEOPLE)["data"]

    assert data["people"] == {"totalCount": 1, "nodes": [{"slug": "tim"}]}
    assert data["company"]["people"]["nodes"] == [{"slug": "tim"}]


@pytest.mark.parametrize("slug", ["tim", "timothy"])
def test_the_short_name_from_before_a_merge_leads_to_the_same_person(own: Ask, slug: str) -> None:
    assert own(f'{{ person(slug: "{slug}") {{ name }} }}')["data"]["person"] == {"name": "Tim"}


def test_the_identifier_from_before_a_merge_leads_to_the_same_person(own: Ask) -> None:
    asked = "query Q($id: ID!) { node(id: $id) { id } person(id: $id) { id } }"

    data = own(asked, id=global_id("Person", 2))["data"]

    assert data == {
        "node": {"id": global_id("Person", 1)},
        "person": {"id": global_id("Person", 1)},
    }


def test_people_are_counted_once(merged: Database) -> None:
    with merged.read() as reader:
        assert read_meta(reader).counts.people == 1
