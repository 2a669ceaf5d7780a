"""Companies as a CSV table: ticker, name, sector, industry, and the GICS sector if given."""

from collections.abc import Iterator, Mapping
from typing import Any

from schema.classify.sectors import parse_sector
from schema.taxonomy.labels import Sector
from seeds.layouts.source import SourceModel, clean_line, clean_ticker
from seeds.records import CompanyRecord
from seeds.validation import BadRecord, parse_model

COLUMNS = ("ticker", "name", "sector", "industry")


class CompanyRow(SourceModel):
    """One row of the table."""

    ticker: str
    name: str
    sector: str
    industry: str
    gics_sector: str = ""
    gics_sub_industry: str = ""


def is_company_row(document: Mapping[str, Any]) -> bool:
    """Whether a document has the columns of this table."""
    return document.keys() >= {*COLUMNS} and "record" not in document


def iter_company_records(document: Mapping[str, Any], source_name: str) -> Iterator[CompanyRecord]:
    """Yield the company of a row; one without a name goes by its ticker. Raises BadRecord."""
    row = parse_model(CompanyRow, document)
    ticker = clean_ticker(row.ticker)
    fields = {
        "ticker": ticker,
        "name": clean_line(row.name) or ticker,
        "sector": read_sector(row.gics_sector or row.sector),
        "industry": clean_line(row.industry) or clean_line(row.gics_sub_industry),
    }
    yield parse_model(CompanyRecord, fields)


def read_sector(text: str) -> Sector | None:
    """Return the sector that a cell names, None for an empty cell. Raises BadRecord."""
    if not text.strip():
        return None
    try:
        return parse_sector(text)
    except ValueError as error:
        raise BadRecord([("sector", str(error))]) from error
