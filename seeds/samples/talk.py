"""Made-up calls: turns of a conference call put together from the phrases of world.toml."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

QUARTERS = 8
FIRST = (2024, 2)
# Month and day near which results for a fiscal quarter come out.
SEASONS = {1: (4, 20), 2: (7, 22), 3: (10, 21), 4: (2, 3)}
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth"}

World = Mapping[str, Any]


def iter_call_records(company: World, world: World, number: int) -> Iterator[dict[str, Any]]:
    """Yield eight quarters of calls of a company; `number` spreads the dates over two weeks."""
    for n in range(QUARTERS):
        index = FIRST[0] * 4 + FIRST[1] - 1 + n
        year, quarter = index // 4, index % 4 + 1
        month, day = SEASONS[quarter]
        held_on = date(year + (quarter == 4), month, day) + timedelta(days=number)
        rng = Random(f"{company['ticker']} {year}Q{quarter}")
        conference = Conference(company, world, n, f"{ORDINALS[quarter]} quarter {year}", rng)
        yield {
            "record": "call",
            "key": f"{company['ticker']}-{year}Q{quarter}",
            "company": company["ticker"],
            "fiscalYear": year,
            "fiscalQuarter": quarter,
            "heldOn": held_on.isoformat(),
            "title": f"{company['name']} {ORDINALS[quarter]} quarter {year} results",
            "source": "made up for this sample",
            "layout": "sample",
            "turns": conference.turns(),
        }


class Conference:
    """One call in the making."""

    def __init__(self, company: World, world: World, n: int, quarter: str, rng: Random) -> None:
        self._company = company
        self._world = world
        self._n = n
        self._rng = rng
        people = company["people"]
        self._words = {role: person[0] for role, person in people.items()}
        self._words |= {"company": company["name"], "quarter": quarter}
        self._statements = [said for said in company["ai"] if n in said["at"]]

    def turns(self) -> list[dict[str, Any]]:
        """Return the turns in order: prepared remarks, then questions and answers."""
        answer = self._statements[-1] if len(self._statements) > 1 else None
        prepared = [said for said in self._statements if said is not answer]
        return [*self._prepared(prepared), *self._questions(answer)]

    def _prepared(self, statements: Sequence[World]) -> Iterator[dict[str, Any]]:
        by: dict[str, list[str]] = {"ceo": [], "cfo": [], "cto": []}
        for said in statements:
            by[said["who"]].append(said["text"])
        pick = self._pick
        business = self._rng.sample(self._company["business"], 3)
        yield self._operator("PREPARED", pick("operator_opening"))
        yield self._executive("ir", "PREPARED", [pick("ir_opening")])
        opening = [pick("ceo_opening"), " ".join(map(self._fill, business[:2]))]
        rest = [*by["ceo"], self._fill(business[2]), pick("ceo_closing")]
        yield self._executive("ceo", "PREPARED", [*opening, *rest])
        if by["cto"]:
            thanks = f"Thank you, {self._words['ceo']}."
            yield self._executive("cto", "PREPARED", [thanks, *by["cto"]])
        lines = self._company.get("cfo_lines", self._world["cfo_lines"])
        figures = map(self._fill, self._rng.sample(lines, 5))
        paragraphs = [" ".join(figures), *by["cfo"], pick("cfo_closing")]
        yield self._executive("cfo", "PREPARED", paragraphs)

    def _questions(self, answer: World | None) -> Iterator[dict[str, Any]]:
        asked = self._rng.sample(range(len(self._world["plain_questions"])), 2)
        analysts = self._rng.sample(self._world["analysts"], 3)
        on_ai = answer is not None or self._rng.randrange(3) == 0
        for n, analyst in enumerate(analysts[: 3 if on_ai else 2]):
            self._words["analyst"] = f"{analyst[0]} of {analyst[1]}"
            yield self._operator("QA", self._pick("operator_next" if n else "operator_questions"))
            if n == 2:
                yield self._analyst(analyst, self._pick("ai_questions"))
                yield self._answer_on_ai(answer)
                continue
            yield self._analyst(analyst, self._world["plain_questions"][asked[n]])
            who = "cfo" if asked[n] != 5 else "ceo"
            yield self._executive(who, "QA", [self._world["plain_answers"][asked[n]]])
        yield self._operator("QA", self._pick("operator_closing"))

    def _answer_on_ai(self, answer: World | None) -> dict[str, Any]:
        if answer is None:
            text = "It does not move our figures, so I would rather not spend your time on it."
            return self._executive("ceo", "QA", [text])
        return self._executive(answer["who"], "QA", ["Thanks. Let me be concrete.", answer["text"]])

    def _pick(self, name: str) -> str:
        return self._fill(self._rng.choice(self._world[name]))

    def _fill(self, phrase: str) -> str:
        figures = {
            "g": self._rng.randint(3, 14),
            "m": self._rng.randint(22, 47),
            "n": self._rng.randint(11, 96),
            "p": self._rng.randint(2, 9),
        }
        return phrase.format(**figures, **{"analyst": "", **self._words})

    def _operator(self, section: str, text: str) -> dict[str, Any]:
        return {"speaker": "Operator", "role": "operator", "section": section, "text": text}

    def _analyst(self, analyst: Sequence[str], text: str) -> dict[str, Any]:
        name, firm = analyst
        return {"speaker": name, "title": firm, "role": "analyst", "section": "QA", "text": text}

    def _executive(self, who: str, section: str, paragraphs: Sequence[str]) -> dict[str, Any]:
        name, title = self._company["people"][who]
        text = "\n".join(paragraphs)
        return {
            "speaker": name,
            "title": title,
            "role": "executive",
            "section": section,
            "text": text,
        }
