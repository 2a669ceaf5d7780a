"""Doubts about transcripts, crawls of boards, decisions on people, corrections of labels."""

from hashlib import blake2b
from json import dumps, loads
from re import fullmatch
from typing import Any
from zlib import compress

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UNIT = sa.Enum("ROLE", "POSTING", name="unit", native_enum=False, create_constraint=True, length=40)


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
        sa.Column("unit", UNIT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("pay", sa.Text(), nullable=False),
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
            batch_op.f("ix_role_day_company_id_unit_day"),
            ["company_id", "unit", "day"],
            unique=False,
        )

    op.create_table(
        "role_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("unit", UNIT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opened", sa.LargeBinary(), nullable=False),
        sa.Column("closed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_role_year_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_year")),
    )
    with op.batch_alter_table("role_year", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_year_company_id_unit_year"),
            ["company_id", "unit", "year"],
            unique=False,
        )

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

    move_sights()
    make_room_for_gaps()
    for table in ("posting", "role"):
        op.create_index(op.f(f"ix_{table}_opened_on_id"), table, ["opened_on", "id"])
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
        batch_op.add_column(sa.Column("pay_told", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("pay_told_by", sa.String(length=32), nullable=True))
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
        batch_op.alter_column("advert_id", nullable=False)
        batch_op.create_index(
            batch_op.f("ix_posting_board_id_advert_id"), ["board_id", "advert_id"], unique=False
        )
        batch_op.add_column(sa.Column("pay_start", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pay_end", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ote_minimum_cents", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ote_maximum_cents", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exchange", sa.Integer(), nullable=True))


def make_room_for_gaps() -> None:
    """Make room for gaps in roles, and for counts of postings beside those of roles."""
    op.create_table(
        "role_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("reopened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"],
            ["company.id"],
            name=op.f("fk_role_gap_company_id_company"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("fk_role_gap_role_id_role"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_gap")),
        sa.UniqueConstraint("role_id", "closed_on", name=op.f("uq_role_gap_role_id_closed_on")),
    )
    with op.batch_alter_table("role_gap", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_gap_company_id_closed_on_reopened_on"),
            ["company_id", "closed_on", "reopened_on"],
            unique=False,
        )

    with op.batch_alter_table("role_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_count_company_id_day_opened_closed"))
        batch_op.add_column(sa.Column("unit", UNIT, nullable=False, server_default="ROLE"))
    with op.batch_alter_table("role_count", schema=None) as batch_op:
        batch_op.alter_column("unit", server_default=None)
        batch_op.create_index(
            batch_op.f("ix_role_count_company_id_unit_day_opened_closed"),
            ["company_id", "unit", "day", "opened", "closed"],
            unique=False,
        )


def move_sights() -> None:
    """Give each posting the board's own id, and its sights and its look tables of their own."""
    op.drop_table("posting_observation")
    op.create_table(
        "posting_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_look")),
        sa.UniqueConstraint("digest", name=op.f("uq_posting_look_digest")),
    )
    op.create_table(
        "posting_observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("advert_id", sa.String(length=300), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("is_crawled", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("look", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"],
            ["board.id"],
            name=op.f("fk_posting_observation_board_id_board"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_observation")),
        sa.UniqueConstraint(
            "board_id",
            "advert_id",
            "first_on",
            "is_crawled",
            name=op.f("uq_posting_observation_board_id_advert_id_first_on_is_crawled"),
        ),
    )
    op.add_column("posting", sa.Column("advert_id", sa.String(length=300), nullable=True))
    op.add_column("posting", sa.Column("first_look", sa.String(length=32), nullable=True))
    op.add_column("posting", sa.Column("last_look", sa.String(length=32), nullable=True))
    fill_sights()


def fill_sights() -> None:
    """Write one sight and one look for each posting there is, a thousand at a time."""
    connection = op.get_bind()
    posting, look, sight = (
        sa.Table(name, sa.MetaData(), autoload_with=connection)
        for name in ("posting", "posting_look", "posting_observation")
    )
    boards = {row.id: row.key for row in connection.execute(sa.text("SELECT id, key FROM board"))}
    owns = {
        tuple(row) for row in connection.execute(sa.select(posting.c.board_id, posting.c.source_id))
    }
    after = 0
    page = sa.select(posting).where(posting.c.id > sa.bindparam("after")).order_by(posting.c.id)
    while rows := connection.execute(page.limit(1000), {"after": after}).all():
        after = rows[-1].id
        for row in rows:
            again = fullmatch(r"(.+)@\d{4}-\d\d-\d\d", row.source_id)
            is_again = again is not None and (row.board_id, again[1]) in owns
            advert = again[1] if again and is_again else row.source_id
            content = dumps(look_of(row, boards[row.board_id], advert)).encode()
            digest = blake2b(content, digest_size=16).hexdigest()
            found = sa.select(look.c.id).where(look.c.digest == digest)
            if connection.execute(found).first() is None:
                values = {"digest": digest, "content": compress(content)}
                connection.execute(sa.insert(look).values(values))
            connection.execute(sa.insert(sight).values(sight_of(row, advert, digest)))
            changed = sa.update(posting).where(posting.c.id == row.id)
            connection.execute(
                changed.values(advert_id=advert, first_look=digest, last_look=digest)
            )


def look_of(row: Any, board: str, advert: str) -> dict[str, Any]:
    """Return what a posting looks like as a record; its labels count as given."""
    look = {
        "board": board,
        "id": advert,
        "locations": loads(row.locations),
        "is_illustrative": bool(row.is_illustrative),
    }
    same = ("title", "department", "team", "work_mode", "url", "description")
    labels = ("ai_involvement", "stage", "function", "seniority")
    look |= {name: row._mapping[name] for name in (*same, *labels)}
    if row.pay_currency is not None:
        ends = {"minimum": row.pay_minimum_cents, "maximum": row.pay_maximum_cents}
        look["pay"] = {
            **{name: cents / 100 for name, cents in ends.items() if cents is not None},
            "currency": row.pay_currency,
            "period": row.pay_period,
            "is_withheld": bool(row.pay_is_withheld),
        }
    return {name: value for name, value in look.items() if value is not None}


def sight_of(row: Any, advert: str, look: str) -> dict[str, Any]:
    """Return the one sight that a posting's days tell of."""
    return {
        "board_id": row.board_id,
        "advert_id": advert,
        "first_on": row.first_seen_on,
        "last_on": row.last_seen_on,
        "is_crawled": False,
        "opened_on": row.opened_on if row.opened_on < row.first_seen_on else None,
        "closed_on": row.closed_on,
        "look": look,
    }


def downgrade() -> None:
    """Take the step back."""
    for table in ("posting", "role"):
        op.drop_index(op.f(f"ix_{table}_opened_on_id"), table)
    op.execute("DELETE FROM role_count WHERE unit = 'POSTING'")
    with op.batch_alter_table("role_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_count_company_id_unit_day_opened_closed"))
        batch_op.drop_constraint(batch_op.f("ck_role_count_unit"), type_="check")
        batch_op.drop_column("unit")
        batch_op.create_index(
            batch_op.f("ix_role_count_company_id_day_opened_closed"),
            ["company_id", "day", "opened", "closed"],
            unique=False,
        )
    op.drop_table("role_gap")

    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.drop_column("exchange")

    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_column("ote_maximum_cents")
        batch_op.drop_column("ote_minimum_cents")
        batch_op.drop_column("pay_end")
        batch_op.drop_column("pay_start")
        batch_op.drop_constraint(batch_op.f("ck_posting_payorigin"), type_="check")
        batch_op.drop_column("pay_origin")
        batch_op.drop_column("pay_told_by")
        batch_op.drop_column("pay_told")
        batch_op.drop_index(batch_op.f("ix_posting_board_id_advert_id"))
        batch_op.drop_column("last_look")
        batch_op.drop_column("first_look")
        batch_op.drop_column("advert_id")

    op.drop_table("posting_look")
    op.drop_table("posting_observation")
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
    op.execute(
        "INSERT INTO posting_observation (posting_id, seen_on) "
        "SELECT id, first_seen_on FROM posting UNION SELECT id, last_seen_on FROM posting"
    )

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

    op.drop_table("role_year")
    op.drop_table("role_day")
    op.drop_table("transcript_doubt")
    op.drop_table("board_crawl")
    with op.batch_alter_table("person_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_decision_company_id"))

    op.drop_table("person_decision")
    op.drop_table("correction")
