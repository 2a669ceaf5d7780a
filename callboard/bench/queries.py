"""The measured queries: each a document, the variables it is asked with, and the right answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from sqlite3 import Connection
from typing import Any

from callboard.bench import answers, figures
from callboard.bench.talk import TODAY
from callboard.bench.words import Speech
from callboard.bench.world import SEED

VARIABLE_SETS = 100
YEAR_AGO = TODAY.replace(year=TODAY.year - 1) + timedelta(days=1)
Variables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facts:
    """What variables are drawn from."""

    companies: list[tuple[str, str]]  # slug and ticker, by slug
    themes: list[str]
    speech: Speech


@dataclass(frozen=True, slots=True)
class Query:
    """One measured query; `answer` says in plain SQL what must come back.

    `answer` is also given what did come back, for the parts that SQL cannot know, such as which of
    the hits rank first.
    """

    name: str
    about: str
    document: str
    draw: Callable[[Random, Facts], Variables]
    answer: Callable[[Connection, Variables, Mapping[str, Any]], dict[str, Any]]

    def variable_sets(self, connection: Connection) -> list[Variables]:
        """Return the variables that it is asked with, the same for the same data."""
        facts, random = read_facts(connection), Random(self.name)
        return [self.draw(random, facts) for _ in range(VARIABLE_SETS)]


def read_facts(connection: Connection) -> Facts:
    """Return what variables are drawn from."""
    companies = connection.execute("SELECT slug, ticker FROM company ORDER BY slug").fetchall()
    themes = [slug for (slug,) in connection.execute("SELECT slug FROM theme ORDER BY id")]
    return Facts(companies, themes, Speech(Random(SEED)))


def draw_company(random: Random, facts: Facts) -> Variables:
    """Return variables that name a company."""
    return {"slug": random.choice(facts.companies)[0]}


def draw_theme(random: Random, facts: Facts) -> Variables:
    """Return variables that name a theme and a day in the last two and a half years."""
    until = TODAY - timedelta(days=random.randrange(900))
    return {"theme": random.choice(facts.themes), "until": until.isoformat(), "first": 50}


def draw_words(random: Random, facts: Facts) -> Variables:
    """Return variables with a word, or with two, of middling frequency."""
    words = {facts.speech.word_at(random.uniform(0.3, 0.9)) for _ in range(random.randint(1, 2))}
    return {"query": " ".join(sorted(words)), "first": 20}


def draw_hiring(random: Random, facts: Facts) -> Variables:
    """Return variables that name a company and the last day of the data."""
    return {**draw_company(random, facts), "asOf": TODAY.isoformat()}


def draw_names(random: Random, facts: Facts) -> Variables:
    """Return variables that name up to twenty companies that follow one another."""
    size = min(20, len(facts.companies) // 2)
    first = random.randrange(len(facts.companies) - size)
    return {"slugs": [slug for slug, _ in facts.companies[first : first + size]]}


def draw_page(random: Random, facts: Facts) -> Variables:
    """Return variables that name a company and the last year of the data."""
    dates = {"asOf": TODAY.isoformat(), "from": YEAR_AGO.isoformat()}
    return {"ticker": random.choice(facts.companies)[1], **dates}


def draw_nothing(random: Random, facts: Facts) -> Variables:
    """Return no variables."""
    return {}


QUERIES = (
    Query(
        "company",
        "a company, its 10 latest events, their quotes and speakers",
        """query Company($slug: String!) {
  company(slug: $slug) {
    name ticker sector
    events(first: 10) {
      nodes { id occurredOn type stage headline quotes { id text title speaker { name } } }
    }
  }
}""",
        draw_company,
        answers.company,
    ),
    Query(
        "quotes",
        "a page of 50 quotes by theme and day, with company and speaker",
        """query Quotes($theme: ThemeSlug!, $until: Date!, $first: Int!) {
  quotes(first: $first, where: {themes: {slug: {eq: $theme}}, occurredOn: {lte: $until}}) {
    edges { cursor node { id text occurredOn title company { slug name } speaker { name } } }
    pageInfo { hasNextPage endCursor }
  }
}""",
        draw_theme,
        answers.quotes,
    ),
    Query(
        "search",
        "full text: 20 hits with marks, company and speaker; total and counts by theme",
        """query Search($query: String!, $first: Int!) {
  searchQuotes(query: $query, first: $first) {
    totalCount
    edges { html node { id text occurredOn title company { slug name } speaker { name } } }
    facets { theme { value count } }
  }
}""",
        draw_words,
        answers.search,
    ),
    Query(
        "hiring",
        "a company's hiring numbers with 52 weeks",
        """query Hiring($slug: String!, $asOf: Date!) {
  company(slug: $slug) {
    hiring(asOf: $asOf) {
      activeRoles { value }
      change(against: PRIOR_PERIOD) { now before percent }
      primaryFocus { stage function roles }
      salary { minimum maximum average }
      weekly(weeks: 52) { day active opened closed }
    }
  }
}""",
        draw_hiring,
        figures.hiring,
    ),
    Query(
        "companies",
        "20 companies with 5 events each, quotes and themes",
        """query Companies($slugs: [String!]!) {
  companies(first: 20, where: {slug: {in: $slugs}}, orderBy: [{field: SLUG, direction: ASC}]) {
    nodes {
      slug name
      events(first: 5) { nodes { id occurredOn headline quotes { id text themes { slug label } } } }
    }
  }
}""",
        draw_names,
        answers.companies,
    ),
    Query(
        "page",
        "the company page: hiring, talk beside hiring by month, heatmap, 10 events",
        """query CompanyPage($ticker: String!, $asOf: Date!, $from: Date!) {
  company(ticker: $ticker) {
    name sector industry
    hiring(asOf: $asOf) {
      activeRoles {
        value asOf definition
        rows(first: 5) { edges { node { title stage function openedOn } } }
      }
      change(against: PRIOR_4_WEEKS) { percent definition }
      primaryFocus { stage function share }
      salary { minimum maximum average currency coverage { known total } }
    }
    sayDo(from: $from, to: $asOf, grain: MONTH) {
      buckets { start events { type count } roles { opened active } scaled { said did } }
      heatmap { stage events activeRoles scaled { said did } }
    }
    events(first: 10, orderBy: [{field: OCCURRED_ON, direction: DESC}]) {
      edges {
        node {
          headline type stage occurredOn
          quotes { text speaker { name } title themes { slug } }
        }
      }
    }
  }
}""",
        draw_page,
        figures.page,
    ),
    Query("typename", "{ __typename }", "{ __typename }", draw_nothing, answers.typename),
)
