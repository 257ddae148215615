"""How many columns a table may have."""

from pathlib import Path

#: Reading what columns are takes time that grows faster than their number.
MOST_COLUMNS = 10_000


def check_header(path: Path) -> None:
    """Refuse a plain CSV file of too many columns after a look at its first line.

    Raises:
        ValueError: There are more than :data:`MOST_COLUMNS`.
        OSError: The file can't be read.
    """
    if path.is_file():
        with path.open("rb") as file:
            check_width(file.readline().count(b",") + 1, str(path))


def check_width(columns: int, name: str) -> None:
    """Refuse a table of too many columns.

    Raises:
        ValueError: There are more than :data:`MOST_COLUMNS`.
    """
    if columns > MOST_COLUMNS:
        raise ValueError(
            f"{name}: expected {MOST_COLUMNS:,} columns at most. Received: {columns:,}; leave out "
            "those that tell nothing of the label."
        )
