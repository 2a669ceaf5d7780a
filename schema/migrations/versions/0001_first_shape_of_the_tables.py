"""First shape of the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("ticker", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "COMMUNICATION_SERVICES",
                "CONSUMER",
                "CONSUMER_DISCRETIONARY",
                "CONSUMER_STAPLES",
                "ENERGY",
                "FINANCIALS",
                "HEALTH_CARE",
                "INDUSTRIALS",
                "INFORMATION_TECHNOLOGY",
                "MATERIALS",
                "REAL_ESTATE",
                "UTILITIES",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("industry", sa.String(length=200), nullable=True),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("slug", name=op.f("uq_company_slug")),
        sa.UniqueConstraint("ticker", name=op.f("uq_company_ticker")),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_name"), ["name"], unique=False)

    op.create_table(
        "generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generation")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_generation"), ["generation"], unique=False)

    op.create_table(
        "quote_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_change")),
    )
    with op.batch_alter_table("quote_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quote_change_generation"), ["generation"], unique=False
        )

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "slug",
            sa.Enum(
                "GENERATIVE_AI",
                "AGENTS",
                "ML_CORE",
                "NLP_SPEECH",
                "VISION",
                "ROBOTICS_AUTONOMY",
                "COMPUTE_INFRA",
                "DATA_FOUNDATION",
                "PERSONALIZATION",
                "SEARCH",
                "CONTENT_CREATION",
                "ADVERTISING",
                "DEV_PRODUCTIVITY",
                "CUSTOMER_SERVICE",
                "SALES_MARKETING",
                "OPERATIONS_SUPPLY",
                "FRAUD_RISK",
                "HEALTH_SCIENCE",
                "PRICING_REVENUE",
                "EFFICIENCY_COST",
                "WORKFORCE_SKILLS",
                "GOVERNANCE_SAFETY",
                "COPYRIGHT_IP",
                "REGULATION",
                "SECURITY",
                "ECOSYSTEM_PARTNERS",
                "COMPETITION",
                name="themeslug",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("label", name=op.f("uq_theme_label")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_slug")),
    )
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_board_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("key", name=op.f("uq_board_key")),
    )
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_company_id"), ["company_id"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "EARNINGS",
                "CONFERENCE",
                "OTHER",
                name="callkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("fiscal_quarter", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=10), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("mentions_ai", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_call_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("key", name=op.f("uq_call_key")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_call_company_id_held_on"), ["company_id", "held_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_call_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_period"), ["period"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_person_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_company_id"), ["company_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)

    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_on_is_censored", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column(
            "ai_involvement",
            sa.Enum(
                "DEVELOPS",
                "APPLIES",
                "ENABLES",
                "MENTIONS",
                "HIRING_BOILERPLATE",
                "NONE",
                name="aiinvolvement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_ai", sa.Boolean(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "EXPLORE",
                "BUILD",
                "SHIP",
                "SCALE",
                "GOVERN",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "function",
            sa.Enum(
                "ENGINEERING",
                "DATA_ML",
                "RESEARCH",
                "PRODUCT",
                "DESIGN",
                "CONTENT_EDITORIAL",
                "MARKETING",
                "SALES",
                "CUSTOMER_SERVICE",
                "OPERATIONS_SUPPLY",
                "FINANCE",
                "LEGAL_POLICY",
                "PEOPLE_HR",
                "SECURITY_IT",
                "STRATEGY_CORP",
                "HARDWARE",
                "HEALTH_SCIENCE",
                "OTHER",
                name="jobfunction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "seniority",
            sa.Enum(
                "INTERN",
                "ENTRY",
                "MID",
                "SENIOR",
                "STAFF_PLUS",
                "LEAD_MANAGER",
                "DIRECTOR",
                "VP",
                "EXECUTIVE",
                "UNKNOWN",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_role_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint(
            "company_id", "key", "opened_on", name=op.f("uq_role_company_id_key_opened_on")
        ),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_company_id_is_ai_opened_on"),
            ["company_id", "is_ai", "opened_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_role_company_id_is_ai_closed_on_opened_on_stage_function"),
            ["company_id", "is_ai", "closed_on", "opened_on", "stage", "function"],
            unique=False,
        )

    op.create_table(
        "role_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "EXPLORE",
                "BUILD",
                "SHIP",
                "SCALE",
                "GOVERN",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "function",
            sa.Enum(
                "ENGINEERING",
                "DATA_ML",
                "RESEARCH",
                "PRODUCT",
                "DESIGN",
                "CONTENT_EDITORIAL",
                "MARKETING",
                "SALES",
                "CUSTOMER_SERVICE",
                "OPERATIONS_SUPPLY",
                "FINANCE",
                "LEGAL_POLICY",
                "PEOPLE_HR",
                "SECURITY_IT",
                "STRATEGY_CORP",
                "HARDWARE",
                "HEALTH_SCIENCE",
                "OTHER",
                name="jobfunction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_role_count_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_count")),
    )
    with op.batch_alter_table("role_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_count_company_id_day_opened_closed"),
            ["company_id", "day", "opened", "closed"],
            unique=False,
        )

    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column(
            "headline_origin",
            sa.Enum(
                "GIVEN",
                "GENERATED",
                name="headlineorigin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "type",
            sa.Enum(
                "LAUNCH",
                "DEPLOYMENT",
                "PILOT",
                "INVESTMENT",
                "PARTNERSHIP",
                "ACQUISITION",
                "MONETIZATION",
                "OUTCOME",
                "WORKFORCE",
                "ROADMAP",
                "RISK_GOVERNANCE",
                "MARKET_VIEW",
                "THESIS",
                "MILESTONE",
                "SETBACK",
                name="eventtype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "EXPLORE",
                "BUILD",
                "SHIP",
                "SCALE",
                "GOVERN",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("specificity", sa.Integer(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "GIVEN",
                "GENERATED",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("taxonomy_version", sa.String(length=20), nullable=True),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_event_call_id_call"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_event_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_event_company_id_occurred_on"),
            ["company_id", "occurred_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_event_occurred_on"), ["occurred_on"], unique=False)

    op.create_table(
        "person_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_alias_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_alias")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_person_alias_person_id_name")),
    )
    with op.batch_alter_table("person_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_alias_folded"), ["folded"], unique=False)

    op.create_table(
        "posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=300), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.Column("role_key", sa.String(length=300), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("locations", sa.Text(), nullable=False),
        sa.Column(
            "work_mode",
            sa.Enum(
                "ON_SITE",
                "HYBRID",
                "REMOTE",
                "UNKNOWN",
                name="workmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_on_is_censored", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("last_seen_on", sa.Date(), nullable=False),
        sa.Column(
            "ai_involvement",
            sa.Enum(
                "DEVELOPS",
                "APPLIES",
                "ENABLES",
                "MENTIONS",
                "HIRING_BOILERPLATE",
                "NONE",
                name="aiinvolvement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "EXPLORE",
                "BUILD",
                "SHIP",
                "SCALE",
                "GOVERN",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "function",
            sa.Enum(
                "ENGINEERING",
                "DATA_ML",
                "RESEARCH",
                "PRODUCT",
                "DESIGN",
                "CONTENT_EDITORIAL",
                "MARKETING",
                "SALES",
                "CUSTOMER_SERVICE",
                "OPERATIONS_SUPPLY",
                "FINANCE",
                "LEGAL_POLICY",
                "PEOPLE_HR",
                "SECURITY_IT",
                "STRATEGY_CORP",
                "HARDWARE",
                "HEALTH_SCIENCE",
                "OTHER",
                name="jobfunction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "seniority",
            sa.Enum(
                "INTERN",
                "ENTRY",
                "MID",
                "SENIOR",
                "STAFF_PLUS",
                "LEAD_MANAGER",
                "DIRECTOR",
                "VP",
                "EXECUTIVE",
                "UNKNOWN",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("taxonomy_version", sa.String(length=20), nullable=True),
        sa.Column("pay_minimum_cents", sa.BigInteger(), nullable=True),
        sa.Column("pay_maximum_cents", sa.BigInteger(), nullable=True),
        sa.Column("pay_currency", sa.String(length=3), nullable=True),
        sa.Column(
            "pay_period",
            sa.Enum(
                "HOUR",
                "DAY",
                "WEEK",
                "MONTH",
                "YEAR",
                name="payperiod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("pay_is_withheld", sa.Boolean(), nullable=False),
        sa.Column("yearly_minimum", sa.BigInteger(), nullable=True),
        sa.Column("yearly_maximum", sa.BigInteger(), nullable=True),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_posting_board_id_board"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_posting_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_posting_role_id_role"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("board_id", "source_id", name=op.f("uq_posting_board_id_source_id")),
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_posting_company_id_first_seen_on_opened_on"),
            ["company_id", "first_seen_on", "opened_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_posting_company_id_opened_on"), ["company_id", "opened_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_posting_role_id"), ["role_id"], unique=False)

    op.create_table(
        "transcript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "RAW",
                "EDITED",
                name="transcriptstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_transcript_call_id_call"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript")),
        sa.UniqueConstraint("call_id", "sha256", name=op.f("uq_transcript_call_id_sha256")),
    )
    op.create_table(
        "posting_observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["posting.id"],
            name=op.f("fk_posting_observation_posting_id_posting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_observation")),
        sa.UniqueConstraint(
            "posting_id", "seen_on", name=op.f("uq_posting_observation_posting_id_seen_on")
        ),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column(
            "section",
            sa.Enum(
                "PREPARED",
                "QA",
                "UNKNOWN",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("speaker_printed", sa.Text(), nullable=True),
        sa.Column("title_printed", sa.Text(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "CEO",
                "CFO",
                "COO",
                "CTO",
                "CHIEF_AI_OR_DATA_OFFICER",
                "PRESIDENT",
                "CHAIR",
                "BUSINESS_HEAD",
                "INVESTOR_RELATIONS",
                "OTHER_EXECUTIVE",
                "ANALYST",
                "OPERATOR",
                "UNKNOWN",
                name="speakerrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_turn_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript.id"],
            name=op.f("fk_turn_transcript_id_transcript"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("transcript_id", "n", name=op.f("uq_turn_transcript_id_n")),
    )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turn_person_id"), ["person_id"], unique=False)

    op.create_table(
        "quote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("transcript_id", sa.Integer(), nullable=True),
        sa.Column("turn_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "verification",
            sa.Enum(
                "VERIFIED",
                "UNVERIFIED",
                name="verification",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("speaker_printed", sa.Text(), nullable=True),
        sa.Column("title_printed", sa.Text(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "CEO",
                "CFO",
                "COO",
                "CTO",
                "CHIEF_AI_OR_DATA_OFFICER",
                "PRESIDENT",
                "CHAIR",
                "BUSINESS_HEAD",
                "INVESTOR_RELATIONS",
                "OTHER_EXECUTIVE",
                "ANALYST",
                "OPERATOR",
                "UNKNOWN",
                name="speakerrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "section",
            sa.Enum(
                "PREPARED",
                "QA",
                "UNKNOWN",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_quote_call_id_call"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_quote_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_quote_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quote_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript.id"],
            name=op.f("fk_quote_transcript_id_transcript"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turn.id"], name=op.f("fk_quote_turn_id_turn"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sa.UniqueConstraint("key", name=op.f("uq_quote_key")),
    )
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quote_company_id_occurred_on"),
            ["company_id", "occurred_on"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_quote_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quote_occurred_on_id"), ["occurred_on", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_quote_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quote_transcript_id"), ["transcript_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quote_turn_id"), ["turn_id"], unique=False)

    op.create_table(
        "quote_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quote_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["quote_id"],
            ["quote.id"],
            name=op.f("fk_quote_theme_quote_id_quote"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"],
            ["theme.id"],
            name=op.f("fk_quote_theme_theme_id_theme"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_theme")),
        sa.UniqueConstraint("quote_id", "theme_id", name=op.f("uq_quote_theme_quote_id_theme_id")),
    )
    with op.batch_alter_table("quote_theme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quote_theme_theme_id_occurred_on_quote_id"),
            ["theme_id", "occurred_on", "quote_id"],
            unique=False,
        )

    op.execute("INSERT INTO generation (id, value) VALUES (1, 0)")


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("quote_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_theme_theme_id_occurred_on_quote_id"))

    op.drop_table("quote_theme")
    with op.batch_alter_table("quote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_turn_id"))
        batch_op.drop_index(batch_op.f("ix_quote_transcript_id"))
        batch_op.drop_index(batch_op.f("ix_quote_person_id"))
        batch_op.drop_index(batch_op.f("ix_quote_occurred_on_id"))
        batch_op.drop_index(batch_op.f("ix_quote_event_id"))
        batch_op.drop_index(batch_op.f("ix_quote_company_id_occurred_on"))
        batch_op.drop_index(batch_op.f("ix_quote_call_id"))

    op.drop_table("quote")
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turn_person_id"))

    op.drop_table("turn")
    op.drop_table("posting_observation")
    op.drop_table("transcript")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_posting_role_id"))
        batch_op.drop_index(batch_op.f("ix_posting_company_id_opened_on"))
        batch_op.drop_index(batch_op.f("ix_posting_company_id_first_seen_on_opened_on"))

    op.drop_table("posting")
    with op.batch_alter_table("person_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_alias_folded"))

    op.drop_table("person_alias")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_occurred_on"))
        batch_op.drop_index(batch_op.f("ix_event_company_id_occurred_on"))
        batch_op.drop_index(batch_op.f("ix_event_call_id"))

    op.drop_table("event")
    with op.batch_alter_table("role_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_count_company_id_day_opened_closed"))

    op.drop_table("role_count")
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_company_id_is_ai_opened_on"))
        batch_op.drop_index(
            batch_op.f("ix_role_company_id_is_ai_closed_on_opened_on_stage_function")
        )

    op.drop_table("role")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_name"))
        batch_op.drop_index(batch_op.f("ix_person_company_id"))

    op.drop_table("person")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_period"))
        batch_op.drop_index(batch_op.f("ix_call_held_on"))
        batch_op.drop_index(batch_op.f("ix_call_company_id_held_on"))

    op.drop_table("call")
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_company_id"))

    op.drop_table("board")
    op.drop_table("theme")
    with op.batch_alter_table("quote_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quote_change_generation"))

    op.drop_table("quote_change")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_generation"))

    op.drop_table("import_run")
    op.drop_table("generation")
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_name"))

    op.drop_table("company")
