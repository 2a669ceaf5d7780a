"""Doubts about transcripts, crawls of boards, decisions on people, corrections of labels."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the step."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "EVENT",
                "QUOTE",
                "POSTING",
                name="correctedkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=600), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("beneath", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("kind", "key", "name", name=op.f("uq_correction_kind_key_name")),
    )
    op.create_table(
        "person_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "MERGE",
                "SPLIT",
                name="decisionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("into", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_person_decision_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_decision")),
    )
    with op.batch_alter_table("person_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_person_decision_company_id"), ["company_id"], unique=False
        )

    op.create_table(
        "board_crawl",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("crawled_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "SUCCEEDED",
                "FAILED",
                "QUARANTINED",
                "ACCEPTED",
                "REJECTED",
                name="crawloutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("postings", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["board.id"],
            name=op.f("fk_board_crawl_board_id_board"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_crawl")),
        sa.UniqueConstraint(
            "board_id", "crawled_on", name=op.f("uq_board_crawl_board_id_crawled_on")
        ),
    )
    op.create_table(
        "transcript_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transcript_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "NO_SPEAKER",
                "NO_DATE",
                "NO_PERIOD",
                "PERIOD_CONFLICT",
                "COMPANY_CONFLICT",
                "SHARED_TITLE",
                "PUBLISHED_TWICE",
                "NO_TURNS",
                name="doubtkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript.id"],
            name=op.f("fk_transcript_doubt_transcript_id_transcript"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_doubt")),
    )
    with op.batch_alter_table("transcript_doubt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transcript_doubt_transcript_id"), ["transcript_id"], unique=False
        )

    op.create_table(
        "role_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_role_day_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_day")),
    )
    with op.batch_alter_table("role_day", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_day_company_id_day_opened_closed"),
            ["company_id", "day", "opened", "closed"],
            unique=False,
        )

    op.create_table(
        "role_pay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("maximum", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("postings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_role_pay_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_pay_role_id_role"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_pay")),
    )
    with op.batch_alter_table("role_pay", schema=None) as batch_op:
        batch_op.create_index(
            "ix_role_pay_company_id_ends_on",
            [
                "company_id",
                "ends_on",
                "starts_on",
                "currency",
                "minimum",
                "maximum",
                "ends",
                "postings",
            ],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_role_pay_role_id"), ["role_id"], unique=False)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "horizon",
                sa.Enum(
                    "DONE",
                    "UNDER_WAY",
                    "PLANNED",
                    name="horizon",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )

    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blurbs", sa.Text(), nullable=True))
    for table in ("event", "quote", "posting"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("is_corrected", sa.Boolean(), server_default="0", nullable=False)
            )

    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("finds_statements", sa.Boolean(), server_default="1", nullable=False)
        )

    for table, column in (("person", "same_as_id"), ("person_alias", "moved_from_id")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_{column}_person"),
                "person",
                [column],
                ["id"],
                ondelete="SET NULL",
            )

    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("labelled_from", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "pay_origin",
                sa.Enum(
                    "STRUCTURED",
                    "TEXT",
                    name="payorigin",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("pay_start", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pay_end", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ote_minimum_cents", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ote_maximum_cents", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exchange", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the step back."""
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.drop_column("exchange")

    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_column("ote_maximum_cents")
        batch_op.drop_column("ote_minimum_cents")
        batch_op.drop_column("pay_end")
        batch_op.drop_column("pay_start")
        batch_op.drop_constraint(batch_op.f("ck_posting_payorigin"), type_="check")
        batch_op.drop_column("pay_origin")
        batch_op.drop_column("labelled_from")

    for table, column in (("person_alias", "moved_from_id"), ("person", "same_as_id")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_{column}_person"), type_="foreignkey")
            batch_op.drop_index(batch_op.f(f"ix_{table}_{column}"))
            batch_op.drop_column(column)

    with op.batch_alter_table("transcript", schema=None) as batch_op:
        batch_op.drop_column("finds_statements")

    for table in ("posting", "quote", "event"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("is_corrected")

    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_column("blurbs")

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_event_horizon"), type_="check")
        batch_op.drop_column("horizon")

    with op.batch_alter_table("transcript_doubt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_doubt_transcript_id"))

    op.drop_table("role_pay")
    op.drop_table("role_day")
    op.drop_table("transcript_doubt")
    op.drop_table("board_crawl")
    with op.batch_alter_table("person_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_decision_company_id"))

    op.drop_table("person_decision")
    op.drop_table("correction")
