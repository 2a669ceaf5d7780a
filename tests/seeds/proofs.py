"""Numbers beside what proves them: the rows behind each, and its `where` asked again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orjson import loads

from schema.graph.service import GraphService
from schema.store.ranking import RankingMetric
from schema.taxonomy.labels import Unit
from tests.seeds.questions import ask

COUNT = "(first: 0) { totalCount }"
HIRED = f"rows{COUNT} postings{COUNT} where postingsWhere"
GAP = f"events activeRoles eventRows{COUNT} roleRows{COUNT} postingRows{COUNT}"
MISMATCH = f"{{ stages {{ {GAP} }} areas {{ {GAP} }} }}"
NUMBERS = f"""
query Numbers($company: String!, $day: Date!, $lag: Int!, $grain: Grain!, $unit: Unit!) {{
  company(slug: $company) {{
    hiring(asOf: $day, unit: $unit) {{
      activeRoles {{ value n {HIRED} }}
      change {{ now {HIRED} }}
      primaryFocus {{ roles {HIRED} }}
      salaries {{ coverage {{ known total }} }}
      byStage {{ roles }}
      byFunction {{ roles }}
    }}
    sayDo(to: $day, grain: $grain, lag: $lag, unit: $unit) {{ ...Frame }}
  }}
}}
"""
FRAME = f"""
fragment Frame on SayDo {{
  buckets {{
    eventTotal roles {{ active }} eventsWhere rolesWhere postingsWhere
    events {{ count }} eventsByStage {{ count }}
    rolesByStage {{ active }} rolesByFunction {{ active }}
  }}
  gap {{ {GAP} }}
  areaGap {{ {GAP} }}
  talkedAboutNotHiring {MISMATCH}
  hiringNotTalkedAbout {MISMATCH}
}}
"""
ALL = """
query All($where: CompanyWhere, $day: Date!, $lag: Int!, $grain: Grain!, $unit: Unit!) {
  sayDo(where: $where, to: $day, grain: $grain, lag: $lag, unit: $unit) { ...Frame }
}
"""
RANKING = f"""
query Ranking($metric: RankingMetric!, $day: Date!, $unit: Unit!) {{
  ranking(metric: $metric, asOf: $day, unit: $unit, first: 100) {{ edges {{
    company {{ slug }} metric {{ value n {HIRED} events{COUNT} eventsWhere }}
  }} }}
}}
"""


@dataclass(frozen=True)
class Proof:
    """A number, and what the rows behind it come to in one way."""

    about: str
    number: float
    proved: float


class Prover:
    """Asks a service for numbers, of roles or of postings, and for what proves them."""

    def __init__(self, service: GraphService, day: date, unit: Unit) -> None:
        self._service = service
        self._given = {"day": day.isoformat(), "unit": unit.value}
        self._known: dict[tuple[str, str], int] = {}

    def prove(self, companies: list[str]) -> Iterator[Proof]:
        """Yield every number of some companies, of all as one, and of the rankings."""
        for slug in companies:
            for grain, lag in (("MONTH", 0), ("FISCAL_QUARTER", -3), ("QUARTER", 6)):
                about = f"{slug} {grain} {lag}"
                found = self._ask(NUMBERS + FRAME, company=slug, lag=lag, grain=grain)["company"]
                yield from self._of_hiring(about, found["hiring"])
                yield from self._of_frame(about, found["sayDo"])
        for where in (None, {"sector": {"eq": "INFORMATION_TECHNOLOGY"}}):
            found = self._ask(ALL + FRAME, where=where, lag=0, grain="MONTH")
            yield from self._of_frame(f"all of {where}", found["sayDo"])
        for metric in RankingMetric:
            for edge in self._ask(RANKING, metric=metric.value)["ranking"]["edges"]:
                yield from self._of_ranked(f"{metric} {edge['company']['slug']}", edge["metric"])

    def _ask(self, document: str, **variables: Any) -> Any:
        return ask(self._service, document, self._given | variables)

    def _again(self, kind: str, where: str | None) -> int:
        """Return how many rows a `where` finds when it is asked by itself, none for none."""
        if where is None:
            return 0
        if (kind, where) not in self._known:
            rows = f"found: {kind.lower()}s(where: $where, first: 0) {{ totalCount }}"
            document = f"query Again($where: {kind}Where) {{ {rows} }}"
            found = ask(self._service, document, {"where": loads(where)})["found"]
            self._known[kind, where] = found["totalCount"]
        return self._known[kind, where]

    def _hired_again(self, roles: str | None, postings: str | None) -> int:
        """Return how many roles and postings are found again; one of the two is not counted."""
        return self._again("Role", roles) + self._again("Posting", postings)

    def _of_hiring(self, about: str, hiring: Mapping[str, Any]) -> Iterator[Proof]:
        active, change, focus = (hiring[n] for n in ("activeRoles", "change", "primaryFocus"))
        for name, number, scope in (
            ("activeRoles", active["value"], active),
            ("change", change["now"], change),
            ("primaryFocus", focus["roles"], focus),
        ):
            again = self._hired_again(scope["where"], scope["postingsWhere"])
            yield Proof(f"{about} {name} rows", number, count_rows(scope, "rows", "postings"))
            yield Proof(f"{about} {name} where", number, again)
        for name in ("byStage", "byFunction"):
            yield Proof(f"{about} {name}", active["n"], sum(each["roles"] for each in hiring[name]))
        for pay in hiring["salaries"]:
            yield Proof(f"{about} salaries", active["n"], pay["coverage"]["total"])

    def _of_frame(self, about: str, frame: Mapping[str, Any]) -> Iterator[Proof]:
        for n, bucket in enumerate(frame["buckets"]):
            said, did = bucket["eventTotal"], bucket["roles"]["active"]
            at = f"{about} bucket {n}"
            yield Proof(f"{at} events where", said, self._again("Event", bucket["eventsWhere"]))
            again = self._hired_again(bucket["rolesWhere"], bucket["postingsWhere"])
            yield Proof(f"{at} roles where", did, again)
            for name in ("events", "eventsByStage"):
                yield Proof(f"{at} {name}", said, sum(each["count"] for each in bucket[name]))
            for name in ("rolesByStage", "rolesByFunction"):
                yield Proof(f"{at} {name}", did, sum(each["active"] for each in bucket[name]))
        mismatches = (frame[name] for name in ("talkedAboutNotHiring", "hiringNotTalkedAbout"))
        gaps = [*frame["gap"], *frame["areaGap"]]
        gaps += [gap for each in mismatches for name in ("stages", "areas") for gap in each[name]]
        for n, gap in enumerate(gaps):
            hired = count_rows(gap, "roleRows", "postingRows")
            yield Proof(f"{about} gap {n} events", gap["events"], count_rows(gap, "eventRows"))
            yield Proof(f"{about} gap {n} roles", gap["activeRoles"], hired)

    def _of_ranked(self, about: str, metric: Mapping[str, Any]) -> Iterator[Proof]:
        if metric["value"] is None:
            return
        rows = count_rows(metric, "rows", "postings", "events")
        yield Proof(f"{about} rows", metric["n"], rows)
        again = self._hired_again(metric["where"], metric["postingsWhere"])
        again += self._again("Event", metric["eventsWhere"])
        yield Proof(f"{about} where", metric["n"], again)


def count_rows(scope: Mapping[str, Any], *lists: str) -> int:
    """Return how many rows some lists behind a number have together."""
    return sum(scope[name]["totalCount"] for name in lists)
