"""Companies as a CSV table: ticker, name, sector, industry, and the GICS sector if given.

Lists of an index write them as Symbol, Security, GICS Sector and GICS Sub-Industry.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import AliasChoices, Field

from schema.classify.sectors import parse_sector
from schema.taxonomy.labels import Sector
from seeds.layouts.source import SourceModel, clean_line, clean_ticker
from seeds.records import CompanyRecord
from seeds.validation import BadRecord, parse_model

COLUMNS = ("ticker", "name", "sector", "industry")
INDEX_COLUMNS = ("Symbol", "Security", "GICS Sector", "GICS Sub-Industry")


class CompanyRow(SourceModel):
    """One row of the table."""

    ticker: str = Field(validation_alias=AliasChoices("ticker", "Symbol"))
    name: str = Field(validation_alias=AliasChoices("name", "Security"))
    sector: str = ""
    industry: str = ""
    gics_sector: str = Field("", validation_alias=AliasChoices("gics_sector", "GICS Sector"))
    gics_sub_industry: str = Field(
        "", validation_alias=AliasChoices("gics_sub_industry", "GICS Sub-Industry")
    )


def is_company_row(document: Mapping[str, Any]) -> bool:
    """Whether a document has the columns of this table."""
    has_columns = any(document.keys() >= {*columns} for columns in (COLUMNS, INDEX_COLUMNS))
    return has_columns and "record" not in document


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
