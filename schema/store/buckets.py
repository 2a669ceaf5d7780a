"""Days put together in SQL: the first day of the day's week, month, quarter or year."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from schema.store.calendar import DAY, Grain, period_of
from schema.taxonomy.labels import Label


class Bucket(Label):
    """What days are put together by; weeks start on Monday."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


class FirstDay(FunctionElement[date]):
    """The first day of the bucket of a day; made by `first_day`."""

    type = Date()
    inherit_cache = True


def first_day(column: ColumnElement[Any], bucket: Bucket) -> ColumnElement[Any]:
    """Return the first day of the bucket that a column's day lies in; null for null."""
    if bucket is Bucket.DAY:
        return column
    return FirstDay(column, literal_column(f"'{bucket.lower()}'"))


def last_day(day: date, bucket: Bucket) -> date:
    """Return the last day of the bucket that begins with `day`."""
    if bucket is Bucket.DAY:
        return day
    if bucket is Bucket.YEAR:
        return date(day.year, 12, 31)
    return period_of(day, Grain(bucket.value)).end


def start_of(day: date, bucket: Bucket) -> date:
    """Return the first day of the bucket that `day` lies in, as `first_day` does in SQL."""
    if bucket is Bucket.DAY:
        return day
    if bucket is Bucket.YEAR:
        return date(day.year, 1, 1)
    return period_of(day, Grain(bucket.value)).start


def name_of(day: date, bucket: Bucket) -> str:
    """Return what people call the bucket that begins with `day`: 2026-01, 2026Q1, 2026."""
    if bucket is Bucket.MONTH:
        return f"{day:%Y-%m}"
    if bucket is Bucket.QUARTER:
        return f"{day:%Y}Q{day.month // 3 + 1}"
    if bucket is Bucket.WEEK:
        return f"{day} to {day + 6 * DAY}"
    return f"{day:%Y}" if bucket is Bucket.YEAR else day.isoformat()


SQLITE = {
    # "weekday 0" goes on to the next Sunday, or stays on one.
    "'week'": "date({0}, 'weekday 0', '-6 days')",
    "'month'": "substr({0}, 1, 7) || '-01'",
    "'quarter'": "substr({0}, 1, 5) || "
    "printf('%02d-01', (CAST(substr({0}, 6, 2) AS INTEGER) - 1) / 3 * 3 + 1)",
    "'year'": "substr({0}, 1, 4) || '-01-01'",
}


@compiles(FirstDay)
def write_for_sqlite(element: FirstDay, compiler: SQLCompiler, **options: Any) -> str:
    """Write it over the ISO text that SQLite keeps."""
    column, bucket = (compiler.process(part, **options) for part in element.clauses)
    return f"({SQLITE[bucket].format(column)})"


@compiles(FirstDay, "postgresql")
def write_for_postgresql(element: FirstDay, compiler: SQLCompiler, **options: Any) -> str:
    """Write it as PostgreSQL's own truncation, whose weeks start on Monday too."""
    column, bucket = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(date_trunc({bucket}, {column}) AS DATE)"
