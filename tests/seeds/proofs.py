"""Numbers beside what proves them: the rows behind each, and its `where` asked again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orjson import loads

from schema.graph.service import GraphService
from schema.store.ranking import RankingMetric
from tests.seeds.questions import ask

COUNT = "(first: 0) { totalCount }"
GAP = f"events activeRoles eventRows{COUNT} roleRows{COUNT}"
MISMATCH = f"{{ stages {{ {GAP} }} areas {{ {GAP} }} }}"
NUMBERS = f"""
query Numbers($company: String!, $day: Date!, $lag: Int!, $grain: Grain!) {{
  company(slug: $company) {{
    hiring(asOf: $day) {{
      activeRoles {{ value n rows{COUNT} where }}
      change {{ now rows{COUNT} where }}
      primaryFocus {{ roles rows{COUNT} where }}
      salaries {{ coverage {{ known total }} }}
      byStage {{ roles }}
      byFunction {{ roles }}
    }}
    sayDo(to: $day, grain: $grain, lag: $lag) {{ ...Frame }}
  }}
}}
"""
FRAME = f"""
fragment Frame on SayDo {{
  buckets {{
    eventTotal roles {{ active }} eventsWhere rolesWhere
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
query All($where: CompanyWhere, $day: Date!, $lag: Int!, $grain: Grain!) {
  sayDo(where: $where, to: $day, grain: $grain, lag: $lag) { ...Frame }
}
"""
RANKING = f"""
query Ranking($metric: RankingMetric!, $day: Date!) {{
  ranking(metric: $metric, asOf: $day, first: 100) {{ edges {{
    company {{ slug }} metric {{ value n rows{COUNT} events{COUNT} where eventsWhere }}
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
    """Asks a service for numbers and for what proves them."""

    def __init__(self, service: GraphService, day: date) -> None:
        self._service = service
        self._day = day.isoformat()
        self._known: dict[tuple[str, str], int] = {}

    def prove(self, companies: list[str]) -> Iterator[Proof]:
        """Yield every number of some companies, of all as one, and of the rankings."""
        for slug in companies:
            for grain, lag in (("MONTH", 0), ("FISCAL_QUARTER", -3), ("QUARTER", 6)):
                about = f"{slug} {self._day} {grain} {lag}"
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
        return ask(self._service, document, {"day": self._day, **variables})

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

    def _of_hiring(self, about: str, hiring: Mapping[str, Any]) -> Iterator[Proof]:
        active, change, focus = (hiring[n] for n in ("activeRoles", "change", "primaryFocus"))
        for name, number, scope in (
            ("activeRoles", active["value"], active),
            ("change", change["now"], change),
            ("primaryFocus", focus["roles"], focus),
        ):
            yield Proof(f"{about} {name} rows", number, scope["rows"]["totalCount"])
            yield Proof(f"{about} {name} where", number, self._again("Role", scope["where"]))
        for name in ("byStage", "byFunction"):
            yield Proof(f"{about} {name}", active["n"], sum(each["roles"] for each in hiring[name]))
        for pay in hiring["salaries"]:
            yield Proof(f"{about} salaries", active["n"], pay["coverage"]["total"])

    def _of_frame(self, about: str, frame: Mapping[str, Any]) -> Iterator[Proof]:
        for n, bucket in enumerate(frame["buckets"]):
            said, did = bucket["eventTotal"], bucket["roles"]["active"]
            at = f"{about} bucket {n}"
            yield Proof(f"{at} events where", said, self._again("Event", bucket["eventsWhere"]))
            yield Proof(f"{at} roles where", did, self._again("Role", bucket["rolesWhere"]))
            for name in ("events", "eventsByStage"):
                yield Proof(f"{at} {name}", said, sum(each["count"] for each in bucket[name]))
            for name in ("rolesByStage", "rolesByFunction"):
                yield Proof(f"{at} {name}", did, sum(each["active"] for each in bucket[name]))
        mismatches = (frame[name] for name in ("talkedAboutNotHiring", "hiringNotTalkedAbout"))
        gaps = [*frame["gap"], *frame["areaGap"]]
        gaps += [gap for each in mismatches for name in ("stages", "areas") for gap in each[name]]
        for n, gap in enumerate(gaps):
            yield Proof(f"{about} gap {n} events", gap["events"], gap["eventRows"]["totalCount"])
            yield Proof(f"{about} gap {n} roles", gap["activeRoles"], gap["roleRows"]["totalCount"])

    def _of_ranked(self, about: str, metric: Mapping[str, Any]) -> Iterator[Proof]:
        if metric["value"] is None:
            return
        rows, events = metric["rows"]["totalCount"], metric["events"]["totalCount"]
        yield Proof(f"{about} rows", metric["n"], rows + events)
        again = self._again("Role", metric["where"]) + self._again("Event", metric["eventsWhere"])
        yield Proof(f"{about} where", metric["n"], again)
