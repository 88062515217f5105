"""CSV files that a spreadsheet opens safely and in the right letters."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# Spreadsheets take what begins so for a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip(" ").startswith(FORMULA_STARTS) else text


def csv_text(head: Sequence[object], rows: Iterable[Sequence[object]], *, separator: str = ",") -> str:
    """Return a CSV file of safe cells, with a mark by which spreadsheets know that it is UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=separator)
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + target.getvalue()
