"""A coverage-guided fuzz of the table reader; no test, CONTRIBUTING.md says how it is run.

Bytes are read as a table and written back. They end as one of two things: a table that comes back
unchanged, rows under it read as themselves, or a ``ValueError`` of our own that names the file.
"""

import gzip
import io
import sys
import types
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["gansmote_tf.cli", "gansmote_tf.datasets.csv_files"]):
    # Those of the kinds load when they are asked for, which would be too late.
    import gansmote_tf.cli.csv_tables
    import gansmote_tf.cli.excel_tables
    import gansmote_tf.cli.parquet_tables  # noqa: F401
    from gansmote_tf.cli.table_files import STREAM, read_table, written


def check(data: bytes) -> None:
    """Read bytes as standard input's table and write them back.

    Raises:
        AssertionError: They come back as others, or are refused in other words than our own.
    """
    sys.stdin = types.SimpleNamespace(buffer=io.BytesIO(data))
    try:
        table, kind = read_table(STREAM, "kind")
    except ValueError as error:
        if not str(error).startswith("standard input"):
            raise AssertionError("the sentence is none of ours") from error
        return
    again = written(table, (kind, kind), table.X[:0], table.y[:0], None)
    if kind == "csv":
        assert again == data
    if kind == "csv.gz":
        assert gzip.decompress(again) == gzip.decompress(data)
    more = written(table, (kind, kind), table.X[:2], table.y[:2], None)
    sys.stdin = types.SimpleNamespace(buffer=io.BytesIO(more))
    longer, _ = read_table(STREAM, "kind")
    assert longer.y.tolist() == table.y.tolist() + table.y[:2].tolist()
    assert list(longer.X) == list(table.X)
    rows = len(table.y)
    assert longer.X[:rows].astype(str).equals(table.X.astype(str))
    assert longer.X[rows:].reset_index(drop=True).astype(str).equals(table.X[:2].astype(str))


def main() -> None:
    """Fuzz, from the files of the hostile tests on where the first argument is a new folder."""
    from tests.test_cli_hostile_files import FILES

    corpus = Path(sys.argv[1])
    if not corpus.exists():
        corpus.mkdir(parents=True)
        for number, (content, _) in enumerate(FILES.values()):
            (corpus / f"{number:03}").write_bytes(content[:20_000])
    warnings.simplefilter("ignore")
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
