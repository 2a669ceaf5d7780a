import pytest
from hypothesis import given, strategies as st

from schema.classify.blurbs import find_blurbs, iter_pieces, mask_blurbs
from schema.classify.postings import classify_posting, normalise_title
from schema.taxonomy.labels import (
    AI_ROLE_INVOLVEMENTS,
    AiInvolvement,
    JobFunction,
    Seniority,
    Stage,
)
from schema.taxonomy.rules import load_taxonomy

BLURB = "About us: we are an AI company and our mission is to make machine learning useful to all."

TITLE_WORDS = """
Senior Sr. ML AI Engineer II Staff (Remote) [R-12345] - , | London NYC Manager Lead 2026 (m/w/d)
Étudiant of and (ML) Remote Hybrid #77 é / req 123456
"""
titles = st.lists(st.sampled_from(TITLE_WORDS.split()), max_size=8).map(" ".join) | st.text(
    max_size=60
)


@pytest.mark.parametrize(
    ("title", "involvement"),
    [
        ("Machine Learning Engineer", AiInvolvement.DEVELOPS),
        ("Senior Ai Engineer", AiInvolvement.DEVELOPS),
        ("Applied Scientist II", AiInvolvement.DEVELOPS),
        ("Software Engineer, Gemini", AiInvolvement.DEVELOPS),
        ("AI Product Manager", AiInvolvement.APPLIES),
        ("MLOps Engineer", AiInvolvement.ENABLES),
        ("AI Infrastructure Engineer", AiInvolvement.ENABLES),
        ("AI Policy Counsel", AiInvolvement.ENABLES),
        ("Freelance AI Trainer", AiInvolvement.MENTIONS),
        ("Technical Recruiter, AI", AiInvolvement.MENTIONS),
        ("Research Scientist I - Virology", AiInvolvement.NONE),
        ("Tax Associate, JD or LLM in taxation", AiInvolvement.NONE),
        ("Line Operator, 250 ML bottles", AiInvolvement.NONE),
        ("Insurance Agent", AiInvolvement.NONE),
        ("Transformer Technician", AiInvolvement.NONE),
        ("Fashion Model", AiInvolvement.NONE),
        ("Vision Insurance Specialist", AiInvolvement.NONE),
        ("Aircraft Copilot, flight crew", AiInvolvement.NONE),
        ("Assistant to Ai Tanaka", AiInvolvement.NONE),
        ("Statistician, Causal Inference", AiInvolvement.NONE),
    ],
)
def test_a_title_tells_what_a_job_has_to_do_with_ai(title: str, involvement: AiInvolvement) -> None:
    assert classify_posting(title).ai_involvement == involvement


def test_a_technical_title_in_an_ai_department_develops_ai() -> None:
    labels = classify_posting("Software Engineer", department="AI Research")

    assert labels.ai_involvement == AiInvolvement.DEVELOPS


def test_an_office_title_in_an_ai_department_is_no_ai_role() -> None:
    labels = classify_posting("Office Coordinator", department="AI Research")

    assert labels.ai_involvement not in AI_ROLE_INVOLVEMENTS


@pytest.mark.parametrize(
    ("description", "involvement"),
    [
        ("You sell shoes.", AiInvolvement.NONE),
        (
            "We may use artificial intelligence tools to review applications. "
            "AI-assisted hiring does not replace human review.",
            AiInvolvement.HIRING_BOILERPLATE,
        ),
        ("Do not use AI during your interview.", AiInvolvement.HIRING_BOILERPLATE),
        (BLURB, AiInvolvement.MENTIONS),
        ("Curiosity about AI is welcome.", AiInvolvement.MENTIONS),
        (
            "You will train machine learning models.\nYou build AI agents for customers.",
            AiInvolvement.DEVELOPS,
        ),
        ("Use AI tools daily.\nWork with LLMs when testing.", AiInvolvement.MENTIONS),
        (
            "Automate reports with AI.\nLeverage LLMs when testing.\nAdopt AI agents for reviews.",
            AiInvolvement.APPLIES,
        ),
        (
            "Bonus: experience training machine learning models.\nYou are curious about AI.\n"
            "Familiarity with AI agents.\nKnowledge of LLMs.",
            AiInvolvement.MENTIONS,
        ),
        (
            "You build the GPU clusters behind our AI.\nYou own our ML platform.",
            AiInvolvement.ENABLES,
        ),
    ],
)
def test_a_description_tells_when_the_title_is_silent(
    description: str, involvement: AiInvolvement
) -> None:
    labels = classify_posting("Software Engineer", description=description)

    assert labels.ai_involvement == involvement


@pytest.mark.parametrize(
    "description",
    [
        "JD required, LLM in taxation from an accredited law school preferred.",
        "Operate the filling line for 250 ML bottles and 500 ML model bottles.",
        "You lead our insurance agents and train new real estate agents.",
        "Maintain distribution transformer models and high-voltage transformer networks.",
        "You fly as copilot with an experienced captain on our aircraft.",
        "We offer dental and vision insurance.",
        "Experience with causal and statistical inference.",
        "You report to Ai Tanaka and build financial models.",
    ],
)
def test_words_of_other_trades_are_no_ai(description: str) -> None:
    labels = classify_posting("Associate", description="\n".join([description] * 3))

    assert labels.ai_involvement == AiInvolvement.NONE


def test_two_words_on_ai_do_not_make_counsel_an_ai_role() -> None:
    description = "Advise on contracts using AI tools.\nBuild AI policies with the product teams."

    labels = classify_posting("Commercial Counsel", description=description)

    assert labels.ai_involvement == AiInvolvement.MENTIONS


def build_board(*sentences: str) -> list[tuple[str, str]]:
    """Return five advertisements, each of another job, with a sentence of its own each."""
    texts = sentences or (BLURB,) * 5
    return [(f"job {n}", f"{text}\nYou do job number {n}.") for n, text in enumerate(texts)]


def test_what_most_of_a_board_says_on_ai_is_found_and_masked() -> None:
    board = build_board()

    masked, spans = mask_blurbs(board[0][1], find_blurbs(board))

    assert masked == " " * len(BLURB) + "\nYou do job number 0."
    assert spans == [(0, len(BLURB))]


def test_what_most_of_a_board_says_on_other_things_is_left_alone() -> None:
    board = build_board(*["We are a kind company with dogs in the office."] * 5)

    assert find_blurbs(board) == frozenset()


def test_what_a_minority_says_is_kept() -> None:
    board = build_board(BLURB, BLURB, "You sell.", "You buy.", "You lead.")

    assert find_blurbs(board) == frozenset()


def test_one_job_in_many_places_shares_no_text() -> None:
    board = [("ml engineer", "You train machine learning models for us.")] * 20

    assert find_blurbs(board) == frozenset()


def test_a_sentence_is_a_blurb_where_the_whole_advertisement_is_one_line() -> None:
    board = [(f"job {n}", f"We make AI agents for the world. You do job {n}.") for n in range(5)]

    assert find_blurbs(board) == {"We make AI agents for the world."}


@given(st.permutations(build_board(BLURB, BLURB, BLURB, BLURB, "You sell.")))
def test_blurbs_do_not_depend_on_the_order(board: list[tuple[str, str]]) -> None:
    assert find_blurbs(board) == {BLURB}


@given(st.text(max_size=300))
def test_pieces_lie_in_order_in_the_text(text: str) -> None:
    spans = [(start, end) for start, end, _ in iter_pieces(text)]

    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_a_description_of_blurbs_alone_says_nothing_of_ai() -> None:
    labels = classify_posting("Accountant", description=BLURB, blurbs=find_blurbs(build_board()))

    assert labels.ai_involvement == AiInvolvement.NONE


def test_who_sells_for_an_ai_company_sells_ai() -> None:
    duties = "Help customers to adopt AI agents.\nDrive AI adoption."
    blurbs = find_blurbs(build_board())

    labels = [
        classify_posting("Account Executive", description=duties, blurbs=known).ai_involvement
        for known in (blurbs, frozenset[str](), {"We use AI to screen applications."})
    ]

    assert labels == [AiInvolvement.ENABLES, AiInvolvement.MENTIONS, AiInvolvement.MENTIONS]


def test_a_hiring_notice_that_the_whole_board_shares_is_still_one() -> None:
    notice = "We use AI to screen applications."
    blurbs = find_blurbs(build_board(*[notice] * 5))

    labels = classify_posting("Accountant", description=notice, blurbs=blurbs)

    assert labels.ai_involvement == AiInvolvement.HIRING_BOILERPLATE


@pytest.mark.parametrize(
    ("title", "stage"),
    [
        ("AI Research Scientist", Stage.EXPLORE),
        ("AI Strategy Lead", Stage.EXPLORE),
        ("ML Platform Engineer", Stage.BUILD),
        ("AI Data Annotation Lead", Stage.BUILD),
        ("Machine Learning Engineer", Stage.SHIP),
        ("AI Product Manager", Stage.SHIP),
        ("MLOps Engineer", Stage.SCALE),
        ("Forward Deployed Engineer, AI", Stage.SCALE),
        ("AI Governance Lead", Stage.GOVERN),
        ("AI Red Team Engineer", Stage.GOVERN),
    ],
)
def test_the_title_of_an_ai_role_tells_its_stage(title: str, stage: Stage) -> None:
    assert classify_posting(title).stage == stage


def test_only_ai_roles_have_a_stage() -> None:
    assert classify_posting("Research Chemist").stage is None


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("Machine Learning Engineer", JobFunction.ENGINEERING),
        ("Data Scientist", JobFunction.DATA_ML),
        ("AI Research Scientist", JobFunction.RESEARCH),
        ("AI Product Manager", JobFunction.PRODUCT),
        ("UX Researcher", JobFunction.DESIGN),
        ("Music Editor", JobFunction.CONTENT_EDITORIAL),
        ("Product Marketing Manager", JobFunction.MARKETING),
        ("Account Executive, AI", JobFunction.SALES),
        ("Customer Success Manager", JobFunction.CUSTOMER_SERVICE),
        ("Supply Chain Analyst", JobFunction.OPERATIONS_SUPPLY),
        ("Staff Accountant", JobFunction.FINANCE),
        ("AI Policy Counsel", JobFunction.LEGAL_POLICY),
        ("Technical Recruiter", JobFunction.PEOPLE_HR),
        ("Security Engineer", JobFunction.SECURITY_IT),
        ("Chief of Staff", JobFunction.STRATEGY_CORP),
        ("ASIC Design Verification Engineer", JobFunction.HARDWARE),
        ("Research Scientist I - Virology", JobFunction.HEALTH_SCIENCE),
        ("Barista", JobFunction.OTHER),
    ],
)
def test_a_title_tells_the_function(title: str, function: JobFunction) -> None:
    assert classify_posting(title).function == function


def test_the_board_is_believed_before_the_department_and_the_title() -> None:
    labels = classify_posting("Data Scientist", department="Finance", native_function="Marketing")

    assert labels.function == JobFunction.MARKETING


@pytest.mark.parametrize(
    ("native", "function"),
    [
        ("Accounting/Auditing", JobFunction.FINANCE),
        ("Analyst", JobFunction.DATA_ML),
        ("Art/Creative", JobFunction.DESIGN),
        ("Engineering", JobFunction.ENGINEERING),
        ("General Business", JobFunction.STRATEGY_CORP),
        ("Health Care Provider", JobFunction.HEALTH_SCIENCE),
        ("Information Technology", JobFunction.SECURITY_IT),
        ("Project Management", JobFunction.PRODUCT),
        ("Quality Assurance", JobFunction.OPERATIONS_SUPPLY),
        ("Writing/Editing", JobFunction.CONTENT_EDITORIAL),
    ],
)
def test_functions_that_boards_state_are_known(native: str, function: JobFunction) -> None:
    assert classify_posting("Juggler", native_function=native).function == function


def test_the_department_is_believed_before_the_title() -> None:
    labels = classify_posting("Data Scientist", department="Finance")

    assert labels.function == JobFunction.FINANCE


@pytest.mark.parametrize(
    ("title", "department", "function"),
    [
        ("Technical Program Manager", "Engineering", JobFunction.PRODUCT),
        ("Brand Designer", "Product", JobFunction.DESIGN),
        ("Software Engineer, Payments", "Global Operations", JobFunction.ENGINEERING),
        ("Partnerships Lead", "Finance & Operations", JobFunction.SALES),
        ("Product Lead", "Product, Design & Analytics", JobFunction.PRODUCT),
        ("Barista", "Operations", JobFunction.OPERATIONS_SUPPLY),
        ("Tinkerer", "Engineering", JobFunction.ENGINEERING),
    ],
)
def test_a_department_of_many_crafts_speaks_after_the_title(
    title: str, department: str, function: JobFunction
) -> None:
    assert classify_posting(title, department).function == function


def test_the_evidence_says_which_text_decided() -> None:
    labels = classify_posting("Data Scientist", department="Finance")

    assert dict(labels.evidence)["JobFunction.FINANCE"].field == "department"


@pytest.mark.parametrize(
    ("title", "seniority"),
    [
        ("Machine Learning Intern", Seniority.INTERN),
        ("Internal Auditor", Seniority.UNKNOWN),
        ("New College Grad 2026, AI", Seniority.ENTRY),
        ("Data Scientist I", Seniority.ENTRY),
        ("Engineer II", Seniority.MID),
        ("ICT4 Engineer", Seniority.SENIOR),
        ("Sr. Data Scientist", Seniority.SENIOR),
        ("Senior Product Manager", Seniority.SENIOR),
        ("Engineer, L6", Seniority.STAFF_PLUS),
        ("Principal Scientist", Seniority.STAFF_PLUS),
        ("Staff Machine Learning Engineer", Seniority.STAFF_PLUS),
        ("Engineering Manager", Seniority.LEAD_MANAGER),
        ("Associate Director", Seniority.DIRECTOR),
        ("Head of AI", Seniority.DIRECTOR),
        ("Senior Vice President, AI", Seniority.VP),
        ("Chief AI Officer", Seniority.EXECUTIVE),
        ("Product Manager", Seniority.UNKNOWN),
        ("Program Manager", Seniority.UNKNOWN),
        ("Account Manager", Seniority.UNKNOWN),
        ("Project Manager", Seniority.UNKNOWN),
        ("Executive Assistant", Seniority.UNKNOWN),
        ("Director of Photography", Seniority.UNKNOWN),
        ("Lead Generation Specialist", Seniority.UNKNOWN),
        ("Staff Accountant", Seniority.UNKNOWN),
        ("Chief of Staff", Seniority.UNKNOWN),
        ("Member of Technical Staff", Seniority.UNKNOWN),
    ],
)
def test_a_title_tells_the_seniority(title: str, seniority: Seniority) -> None:
    assert classify_posting(title).seniority == seniority


@pytest.mark.parametrize(
    ("level", "seniority"),
    [
        ("entry_level", Seniority.ENTRY),
        ("EXPERIENCED", Seniority.MID),
        ("MANAGER", Seniority.LEAD_MANAGER),
        ("cxo", Seniority.EXECUTIVE),
        ("training", Seniority.INTERN),
        ("vp", Seniority.VP),
    ],
)
def test_a_level_that_the_board_states_comes_first(level: str, seniority: Seniority) -> None:
    assert classify_posting("Principal Engineer", native_level=level).seniority == seniority


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Senior ML Engineer (Remote)", "Senior ML Engineer - London, UK"),
        ("Sr. ML Engineer", "Senior ML Engineer"),
        ("Data Scientist [R-12345]", "Data Scientist, 2026"),
        ("Ingénieur IA (m/w/d)", "ingenieur ia"),
        ("AI Engineer - New York or San Francisco", "AI Engineer"),
        ("AI Engineer (ML)", "AI Engineer, ML"),
    ],
)
def test_the_same_job_has_the_same_key(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Senior ML Engineer", "ML Engineer"),
        ("Engineer II", "Engineer III"),
        ("Engineer (Ads)", "Engineer (Search)"),
        ("Remote Sensing Engineer", "Sensing Engineer"),
        ("C++ Engineer", "C# Engineer"),
    ],
)
def test_another_job_has_another_key(one: str, other: str) -> None:
    assert normalise_title(one) != normalise_title(other)


@given(titles)
def test_normalising_a_title_twice_changes_nothing(title: str) -> None:
    key = normalise_title(title)

    assert normalise_title(key) == key


@given(titles, st.none() | st.text(max_size=40), st.none() | st.text(max_size=200))
def test_evidence_of_a_posting_lies_in_the_text_it_names(
    title: str, department: str | None, description: str | None
) -> None:
    texts = {"title": title, "department": department or "", "description": description or ""}
    known = {rule.id for rule in load_taxonomy().rules}

    evidence = [item for _, item in classify_posting(title, department, None, description).evidence]

    assert all(item.start < item.end <= len(texts[item.field]) for item in evidence)
    assert {item.rule for item in evidence} <= known


def test_a_letter_of_another_alphabet_for_formulas_is_the_letter() -> None:
    assert normalise_title("\U0001d468I Engineer") == normalise_title("AI Engineer")
