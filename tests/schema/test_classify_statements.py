from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given, strategies as st

from schema.classify.gate import has_ai_mention, iter_ai_mentions
from schema.classify.sentences import iter_sentences
from schema.classify.statements import (
    MAX_STATEMENT,
    classify_statement,
    iter_statements,
)
from schema.taxonomy.labels import EventType, Horizon, Stage, ThemeSlug
from schema.taxonomy.rules import load_taxonomy

SENTENCES = [
    "We use AI in every store and it pays. ",
    "It saved 30% of the hours. ",
    "That is why we trust it. ",
    "Revenue grew 3.40% in the U.S. market. ",
    "We launched GPT-4.1 agents at Acme Inc. last week. ",
    "This call contains forward-looking statements about AI.\n",
    "Thank you for the question on AI, which is a great one. ",
    "Will A.I. replace our cashiers any time soon? ",
    "(“Machine learning,” he said, e.g. ranking.) ",
    "x" * 30 + " ",
    "AI, " * 250,
]
turns = st.lists(st.sampled_from(SENTENCES), max_size=12).map("".join) | st.text(max_size=300)


def spans(text: str) -> list[str]:
    return [text[start:end] for start, end in iter_statements(text)]


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in iter_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Applicants hold a JD or an LLM in taxation.",
        "Sold in a 500 ML bottle across Mali (ML).",
        "Our insurance agents and real estate agents had a record year.",
        "Lead times for high-voltage transformers at the utility remain long.",
        "Our pilots and co-pilots fly the new aircraft.",
        "Fashion models walked; our financial model and business model hold.",
        "We offer dental and vision insurance, true to our vision.",
        "Statistical and causal inference are taught; no inference should be drawn.",
        "Ai Weiwei exhibited, and Ms. Ai joined the board.",
        "Clause (ai) applies; I said so again in the main hall.",
        "Avian influenza (AI) reduced our flocks.",
        "She holds an LLM in taxation and a Master of Laws.",
        "The syringe holds 5 ML and the vial 10 ML.",
        "Our agents sold more policies, and each agent earned a bonus.",
        "Transformers for the grid, the substation and the utility are scarce.",
        "A captain and a co-pilot crewed the flight.",
        "Ai Tanaka, our treasurer, and Mr. Ai spoke.",
        "The covenants (ah), (ai) and (aj) are waived; so is clause (AI).",
    ],
)
def test_a_word_that_only_looks_like_ai_is_not_a_mention(text: str) -> None:
    assert list(iter_ai_mentions(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "AI",
        "A.I.",
        "artificial intelligence",
        "generative AI",
        "machine learning",
        "deep learning",
        "a neural net",
        "LLMs",
        "large language model",
        "GPT-5",
        "computer vision",
        "natural language processing",
        "reinforcement learning",
        "MLOps",
        "recommender system",
    ],
)
def test_every_seed_of_the_gate_is_a_mention(text: str) -> None:
    assert has_ai_mention(f"We have {text} here.")


def test_a_mention_carries_its_rule_and_its_span() -> None:
    text = "We put generative AI first."

    [mention] = iter_ai_mentions(text)

    assert text[mention.start : mention.end] == "generative AI"
    assert mention.rule == "gate.generative"


@given(turns)
def test_mentions_come_in_order_and_never_overlap(text: str) -> None:
    mentions = list(iter_ai_mentions(text))

    assert all(a.end <= b.start for a, b in pairwise(mentions))


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Last week we launched an AI assistant for sellers.", EventType.LAUNCH),
        ("Our engineers use machine learning internally every day.", EventType.DEPLOYMENT),
        ("We have a pilot of AI agents in two warehouses.", EventType.PILOT),
        ("CapEx will fund AI infrastructure and more GPUs.", EventType.INVESTMENT),
        ("We partnered with OpenAI on shopping.", EventType.PARTNERSHIP),
        ("We acquired an AI company in Paris.", EventType.ACQUISITION),
        ("We monetize AI through a premium tier.", EventType.MONETIZATION),
        ("AI reduced handling time by 30%.", EventType.OUTCOME),
        ("Headcount stays flat as we hire a chief AI officer.", EventType.WORKFORCE),
        ("On our roadmap, AI comes to search later this year.", EventType.ROADMAP),
        ("Responsible AI needs guardrails and copyright rules.", EventType.RISK_GOVERNANCE),
        ("Demand for AI is a tailwind for the industry.", EventType.MARKET_VIEW),
        ("AI leads to engagement, and that is why we believe in it.", EventType.THESIS),
        ("More than 4 million users tried the AI playlist.", EventType.MILESTONE),
        ("The AI assistant was delayed.", EventType.SETBACK),
    ],
)
def test_a_typical_statement_gets_its_event_type(text: str, event_type: EventType) -> None:
    labels = classify_statement(text)

    assert labels is not None
    assert labels.event_type == event_type


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("We are exploring AI in a proof of concept.", Stage.EXPLORE),
        ("We are training our own AI models in-house.", Stage.BUILD),
        ("The AI summary is now available and integrated into the app.", Stage.SHIP),
        ("AI runs across the company and the majority of teams saved time.", Stage.SCALE),
        ("Responsible AI means guardrails.", Stage.GOVERN),
    ],
)
def test_a_typical_statement_gets_its_stage(text: str, stage: Stage) -> None:
    labels = classify_statement(text)

    assert labels is not None
    assert labels.stage == stage


def test_a_mere_view_never_lifts_the_stage() -> None:
    labels = classify_statement("We believe AI matters a great deal.")

    assert labels is not None
    assert (labels.event_type, labels.stage) == (EventType.THESIS, Stage.EXPLORE)


@pytest.mark.parametrize(
    ("text", "specificity"),
    [
        ("We love AI.", 1),
        ("We use AI in demand forecasting.", 2),
        ("We brought AI to our Taste Profile.", 3),
        ("We brought AI to our Taste Profile in 22 markets.", 4),
        ("AI cut the cost of a claim by 40%.", 5),
    ],
)
def test_specificity_rises_from_buzzword_to_result(text: str, specificity: int) -> None:
    labels = classify_statement(text)

    assert labels is not None
    assert labels.specificity == specificity


def test_a_statement_can_have_several_themes() -> None:
    labels = classify_statement("AI agents in our contact center rely on proprietary data.")

    assert labels is not None
    assert {ThemeSlug.AGENTS, ThemeSlug.CUSTOMER_SERVICE, ThemeSlug.DATA_FOUNDATION} <= set(
        labels.themes
    )


@pytest.mark.parametrize(
    "text",
    [
        "We do not use AI to decide on claims.",
        "We have never deployed AI across the company, at any scale.",
        "We have no plans to use generative AI in production.",
    ],
)
def test_a_denial_is_a_setback_that_never_lifts_the_stage(text: str) -> None:
    labels = classify_statement(text)

    assert labels is not None
    assert labels.negated
    assert (labels.event_type, labels.stage) == (EventType.SETBACK, Stage.EXPLORE)
    assert labels.horizon is None


def test_the_state_of_the_market_never_lifts_the_stage() -> None:
    labels = classify_statement(
        "AI is reshaping the industry, across the company and in every store."
    )

    assert labels is not None
    assert (labels.event_type, labels.stage) == (EventType.MARKET_VIEW, Stage.EXPLORE)


@pytest.mark.parametrize(
    ("text", "horizon"),
    [
        ("Last quarter we launched an AI assistant for sellers.", Horizon.DONE),
        ("We've rolled out GitHub Copilot to our engineers.", Horizon.DONE),
        ("Our acquisition of an AI company closed.", Horizon.DONE),
        ("We are building AI agents in our operations.", Horizon.UNDER_WAY),
        ("We're piloting AI agents in two warehouses.", Horizon.UNDER_WAY),
        ("We use AI in claims and we continue to scale it.", Horizon.UNDER_WAY),
        ("Next year we will bring AI into travel search.", Horizon.PLANNED),
        ("We plan to launch AI agents by the end of the year.", Horizon.PLANNED),
        ("Demand for AI is a tailwind for the industry.", None),
        ("AI matters a great deal.", None),
    ],
)
def test_a_statement_says_when_its_work_happens(text: str, horizon: Horizon | None) -> None:
    labels = classify_statement(text)

    assert labels is not None
    assert labels.horizon == horizon


@pytest.mark.parametrize(
    "text",
    [
        "We sold more shoes.",
        "Forward-looking statements about AI involve risks.",
        "Please press star one to ask about AI.",
    ],
)
def test_boilerplate_and_other_subjects_get_no_labels(text: str) -> None:
    assert classify_statement(text) is None


@pytest.mark.parametrize(
    "text", ["We love AI.", "We never use AI.", "AI cut costs by 40%.", "We plan to use AI."]
)
def test_every_label_has_its_evidence(text: str) -> None:
    labels = classify_statement(text)

    assert labels is not None
    assert {name for name, _ in labels.evidence} >= {
        f"EventType.{labels.event_type}",
        f"Stage.{labels.stage}",
        *(f"Horizon.{horizon}" for horizon in [labels.horizon] if horizon),
        f"Specificity.{labels.specificity}",
        *(f"ThemeSlug.{theme}" for theme in labels.themes),
    }


@given(turns)
def test_every_piece_of_evidence_is_a_span_of_the_text_and_names_a_rule(text: str) -> None:
    known = {rule.id for rule in load_taxonomy().rules}
    labels = classify_statement(text)

    evidence = [item for _, item in labels.evidence] if labels else []

    assert all(0 <= item.start < item.end <= len(text) for item in evidence)
    assert {item.rule for item in evidence} <= known


@pytest.mark.parametrize(
    "text",
    [
        "We grew in the U.S. market by 3.40% today.",
        "Acme Inc. Chairman Ms. Ann Lee spoke.",
        "We like A.I. tools, e.g. Claude.",
        "We moved to GPT-4.1 at 9 a.m. Eastern time.",
        "Sales (up 3.5%) rose vs. Q3.",
    ],
)
def test_abbreviations_and_figures_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We like it. They do too.", ["We like it.", "They do too."]),
        ("We like A.I. It helps.", ["We like A.I.", "It helps."]),
        ("He said “yes.” She left.", ["He said “yes.”", "She left."]),
        ("(It works.) We know.", ["(It works.)", "We know."]),
        ("A first line\n\na second", ["A first line", "a second"]),
        ("Really?! Yes… Good.", ["Really?!", "Yes…", "Good."]),
    ],
)
def test_sentences_are_split_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(turns)
def test_sentences_hold_every_visible_character_once(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_pronoun_led_sentence_carries_a_statement_on() -> None:
    text = (
        "Hi. We rebuilt support with AI agents this year. It is faster for everybody. Sales rose."
    )

    assert spans(text) == [
        "We rebuilt support with AI agents this year. It is faster for everybody."
    ]


def test_a_statement_that_asks_for_assent_is_quoted() -> None:
    text = "You basically buy tools plus Copilot, right?"

    assert spans(text) == [text]


def test_a_courtesy_before_a_long_answer_is_no_courtesy() -> None:
    text = (
        "On the first part of your question, I think we feel very, very good about the momentum "
        "that we have in the commercial Copilot."
    )

    assert spans(text) == [text]


def test_a_question_and_a_courtesy_are_not_quoted() -> None:
    text = "Thank you for the question on AI. Where does AI go from here, you may ask?"

    assert spans(text) == []


def test_an_overlong_sentence_is_cut_around_its_mention() -> None:
    text = "we sell shoes, " * 100 + "and we use AI to size them, " + "we sell hats, " * 100

    [statement] = spans(text)

    assert "use AI to size them" in statement


@given(turns)
def test_statements_are_ordered_trimmed_bounded_and_about_ai(text: str) -> None:
    found = list(iter_statements(text))

    assert all(a[1] <= b[0] for a, b in pairwise(found))
    for start, end in found:
        assert text[start:end] == text[start:end].strip()
        assert end - start <= MAX_STATEMENT
        assert classify_statement(text[start:end]) is not None


@pytest.mark.parametrize("piece", ["AI ", "a.", "we use ", "1 million ", "model train ", "A"])
def test_no_text_makes_the_rules_slow(piece: str) -> None:
    text = ("AI " + piece * 4000)[:8000]

    started = process_time()
    list(iter_statements(text))
    classify_statement(text)

    assert process_time() - started < 2
