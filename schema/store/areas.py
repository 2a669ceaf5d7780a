"""Areas of work: which themes of talk belong beside which functions of jobs.

The one place that says so. Every theme is in one area and every function but OTHER in one, so that
each side counts in one place.
"""

from dataclasses import dataclass

from schema.taxonomy.labels import JobFunction, Label, ThemeSlug


class WorkArea(Label):
    """Work that is talked about as themes and hired for as functions."""

    MODELS_AND_DATA = "MODELS_AND_DATA"
    SOFTWARE = "SOFTWARE"
    INFRASTRUCTURE = "INFRASTRUCTURE"
    PRODUCT = "PRODUCT"
    CONTENT = "CONTENT"
    SALES_AND_MARKETING = "SALES_AND_MARKETING"
    CUSTOMER_SERVICE = "CUSTOMER_SERVICE"
    OPERATIONS = "OPERATIONS"
    FINANCE_AND_RISK = "FINANCE_AND_RISK"
    GOVERNANCE = "GOVERNANCE"
    SECURITY = "SECURITY"
    HEALTH_SCIENCE = "HEALTH_SCIENCE"
    PEOPLE = "PEOPLE"
    STRATEGY = "STRATEGY"


@dataclass(frozen=True, slots=True)
class Area:
    """What an area is, in words and in labels."""

    words: str
    themes: tuple[ThemeSlug, ...]
    functions: tuple[JobFunction, ...]


AREAS = {
    WorkArea.MODELS_AND_DATA: Area(
        "Models and the data they learn from: made by researchers, data scientists and data "
        "engineers.",
        (
            ThemeSlug.GENERATIVE_AI,
            ThemeSlug.ML_CORE,
            ThemeSlug.NLP_SPEECH,
            ThemeSlug.VISION,
            ThemeSlug.DATA_FOUNDATION,
        ),
        (JobFunction.DATA_ML, JobFunction.RESEARCH),
    ),
    WorkArea.SOFTWARE: Area(
        "Software that acts on its own or helps to write software: made by engineers.",
        (ThemeSlug.AGENTS, ThemeSlug.DEV_PRODUCTIVITY),
        (JobFunction.ENGINEERING,),
    ),
    WorkArea.INFRASTRUCTURE: Area(
        "Chips, data centers, robots and vehicles: made by hardware engineers.",
        (ThemeSlug.COMPUTE_INFRA, ThemeSlug.ROBOTICS_AUTONOMY),
        (JobFunction.HARDWARE,),
    ),
    WorkArea.PRODUCT: Area(
        "What users see of it, recommendations and search: shaped by product and design.",
        (ThemeSlug.PERSONALIZATION, ThemeSlug.SEARCH),
        (JobFunction.PRODUCT, JobFunction.DESIGN),
    ),
    WorkArea.CONTENT: Area(
        "Text, images, music and video made with AI: the work of editors and authors.",
        (ThemeSlug.CONTENT_CREATION,),
        (JobFunction.CONTENT_EDITORIAL,),
    ),
    WorkArea.SALES_AND_MARKETING: Area(
        "Selling, advertising, prices and the revenue that AI brings: sales and marketing.",
        (ThemeSlug.ADVERTISING, ThemeSlug.SALES_MARKETING, ThemeSlug.PRICING_REVENUE),
        (JobFunction.SALES, JobFunction.MARKETING),
    ),
    WorkArea.CUSTOMER_SERVICE: Area(
        "Answering customers: the work of support and contact centers.",
        (ThemeSlug.CUSTOMER_SERVICE,),
        (JobFunction.CUSTOMER_SERVICE,),
    ),
    WorkArea.OPERATIONS: Area(
        "Forecasting, logistics, production and doing the same for less: operations.",
        (ThemeSlug.OPERATIONS_SUPPLY, ThemeSlug.EFFICIENCY_COST),
        (JobFunction.OPERATIONS_SUPPLY,),
    ),
    WorkArea.FINANCE_AND_RISK: Area(
        "Fraud, credit and other risks of money: finance.",
        (ThemeSlug.FRAUD_RISK,),
        (JobFunction.FINANCE,),
    ),
    WorkArea.GOVERNANCE: Area(
        "Safety, regulation and copyright: legal and policy.",
        (ThemeSlug.GOVERNANCE_SAFETY, ThemeSlug.REGULATION, ThemeSlug.COPYRIGHT_IP),
        (JobFunction.LEGAL_POLICY,),
    ),
    WorkArea.SECURITY: Area(
        "Keeping systems safe: security and IT.", (ThemeSlug.SECURITY,), (JobFunction.SECURITY_IT,)
    ),
    WorkArea.HEALTH_SCIENCE: Area(
        "Drug discovery, clinical use and science: health and science.",
        (ThemeSlug.HEALTH_SCIENCE,),
        (JobFunction.HEALTH_SCIENCE,),
    ),
    WorkArea.PEOPLE: Area(
        "Skills and headcount: people and HR.",
        (ThemeSlug.WORKFORCE_SKILLS,),
        (JobFunction.PEOPLE_HR,),
    ),
    WorkArea.STRATEGY: Area(
        "Partners and competitors: strategy and corporate development.",
        (ThemeSlug.ECOSYSTEM_PARTNERS, ThemeSlug.COMPETITION),
        (JobFunction.STRATEGY_CORP,),
    ),
}
AREA_OF_THEME = {theme: area for area, its in AREAS.items() for theme in its.themes}
AREA_OF_FUNCTION = {function: area for area, its in AREAS.items() for function in its.functions}


def describe_area(area: WorkArea) -> str:
    """Return what an area is, with its themes and functions."""
    its = AREAS[area]
    return f"{its.words} Themes: {', '.join(its.themes)}. Functions: {', '.join(its.functions)}."
