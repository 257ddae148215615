"""What the commands share that compare methods over tables: options, tables in, a report out."""

import functools
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gansmote_tf.cli.options import add_results, whole_number
from gansmote_tf.cli.outputs import say, writable_folder
from gansmote_tf.cli.progress_bars import bar_over
from gansmote_tf.cli.sizes import check_csv
from gansmote_tf.cli.stopping import nothing_to_undo
from gansmote_tf.tensorflow_start import announce_settings, set_up_tensorflow

if TYPE_CHECKING:
    import pandas as pd

    from gansmote_tf.benchmark.competitor import Competitor
    from gansmote_tf.benchmark.study import Study, Tables


def add_tables(parser: ArgumentParser) -> None:
    """Files, or a folder of them, and their label column."""
    parser.set_defaults(files=[], folder=None, target="target")
    add = parser.add_argument
    add("files", nargs="*", type=Path, metavar="FILE", help="CSV files")
    add("--folder", type=Path, metavar="DIR", help="every CSV file of a folder")
    add("--target", metavar="NAME", help="the label column (default: target)")


def add_methods(parser: ArgumentParser, out: str) -> None:
    """Which methods, on how many processes, and where the results go."""
    parser.set_defaults(methods=None, seed=0, processes=None, force=False)
    add = parser.add_argument
    add(
        "--methods",
        type=_names,
        metavar="A,B",
        help="names as in the report, or module:thing for one of your own (default: all)",
    )
    add("--seed", type=whole_number(0), metavar="N", help="default: 0")
    add("--processes", type=whole_number(1), metavar="N", help="default: one per core")
    add_results(parser, out)
    add("--force", action="store_true", help="replace scores of other settings in the folder")


def prepared(
    arguments: Namespace,
    make: "Callable[[dict, list[Competitor]], Study]",
    out: str,
    tables: "Tables | None" = None,
) -> Callable[[], None]:
    """Read the tables, plan the comparison, and return the work.

    Args:
        arguments: The command line.
        make: From tables and methods to the comparison.
        out: The usual folder for results.
        tables: In place of those that the command line names.

    Raises:
        ValueError: A table or a method can't be used, or the folder holds other scores.
        OSError: A file can't be read, or the folder can't be written.
    """
    methods = _methods(arguments.methods)
    study = make(load_tables(arguments) if tables is None else tables, methods)
    folder = arguments.out or Path(out)
    try:
        study.check(folder, arguments.force)
    except ValueError as error:
        said = str(error).replace("allow to replace them", "--force to replace them")
        raise ValueError(said) from error
    return functools.partial(_run, study, writable_folder(folder), arguments)


def _methods(names):
    from gansmote_tf.benchmark.competitors import competitors

    if names and any(":" in name for name in names) and "" not in sys.path:
        # As with python -m, a module of one's own is looked for where one stands.
        sys.path.insert(0, os.getcwd())
    return competitors(names)


def load_tables(arguments: Namespace) -> "dict[str, tuple[pd.DataFrame, pd.Series]]":
    """The tables named on the command line, or of its folder, by name.

    Raises:
        ValueError: None is named, one is twice, or one can't be read.
    """
    from gansmote_tf.datasets import load_csv

    files = list(arguments.files)
    if arguments.folder is not None:
        if not arguments.folder.is_dir():
            raise ValueError(f"--folder must name a folder. Received: {arguments.folder}.")
        files += sorted(arguments.folder.glob("*.csv"))
    if not files:
        raise ValueError(
            "FILE must name at least one CSV file, or --folder a folder of them. "
            f"Received: {f'{arguments.folder} without any' if arguments.folder else 'neither'}."
        )
    tables = {}
    for name, path in zip(names_of(files), files, strict=True):
        check_csv(path)
        tables[name] = load_csv(path, arguments.target, binary=False)
    return tables


def names_of(paths: Sequence[Path]) -> list[str]:
    """What tables are called: their files' names without ending, whole paths where these meet.

    Raises:
        ValueError: A file is there twice.

    Example:
        >>> from pathlib import Path
        >>> from gansmote_tf.cli.comparison import names_of
        >>> names_of([Path("a/votes.csv"), Path("b/votes.csv"), Path("cars.csv")])
        ['a/votes.csv', 'b/votes.csv', 'cars']
    """
    files = Counter(os.path.realpath(path) for path in paths)
    twice = next((path for path in paths if files[os.path.realpath(path)] > 1), None)
    if twice is not None:
        raise ValueError(f"FILE must name every table once. Received: {twice} more than once.")
    stems = Counter(path.stem for path in paths)
    return [path.stem if stems[path.stem] == 1 else str(path) for path in paths]


def _run(study: "Study", folder: Path, arguments: Namespace) -> None:
    import joblib

    jobs = arguments.processes or joblib.cpu_count()
    if any(one.kind == "gan" for one in study.methods):
        with nothing_to_undo():
            # Further processes load TensorFlow by themselves.
            announce_settings()
            if jobs == 1:
                set_up_tensorflow()
    page = study.run(
        folder,
        jobs=jobs,
        replace=arguments.force,
        watch=bar_over("tables", "cell", arguments.quiet),
        command=arguments.command_line,
    )
    lines = [study.title, *study.told, *page.conclusion]
    say("\n\n".join(lines) + f"\n\nReport, scores and tables: {folder}\n")


def _names(text):
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise ArgumentTypeError(f"expected names with commas between them, got {text!r}")
    return names
