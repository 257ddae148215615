"""How the cells of a column are spelled: text to what the sampler takes, and back."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from gansmote_tf.cli.csv_text import quoted, value

#: What a cell without a value may say.
MISSING = ("", "NA", "NaN", "nan")

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_CODE = re.compile(r"[+-]?0[0-9]")  # 01000 is a name made of digits
_ENDLESS = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_BOOLEANS = {"true": True, "false": False}


class Spelling:
    """A column's cells as values, and values as cells of that column.

    A column of plain numbers is numbers, except where one has leading zeros, as a postal code has;
    one of ``True`` and ``False`` is booleans; every other is text, its cells as they are.

    Args:
        cells: As they stand in the file, quotes included.
        delimiter: The file's.
        reading: ``"one_of"`` for text whatever the cells say, ``"numeric"`` for numbers in spite of
            leading zeros, None to tell from the cells.

    Attributes:
        values: What the sampler takes, one per cell; None or NaN where a value is missing.
        odd: Position of the first cell that a column of numbers can't have, or None.

    Example:
        >>> from gansmote_tf.cli.spelling import Spelling
        >>> sizes = Spelling(["0.50", "1.25", '"0.50"'], ",")
        >>> sizes.values.tolist(), sizes.spell([0.5, 0.751])
        ([0.5, 1.25, 0.5], ['0.50', '0.75'])
        >>> Spelling(["01000", "NA", "01"], ",").spell(["01", None])
        ['01', 'NA']
    """

    def __init__(self, cells: Sequence[str], delimiter: str, reading: str | None = None) -> None:
        self._delimiter = delimiter
        texts = [value(cell) for cell in cells]
        missing = [text.strip() in MISSING for text in texts]
        present = [text.strip() for text, gap in zip(texts, missing, strict=True) if not gap]
        self._comma = delimiter != "," and _has_decimal_commas(present)
        present = [self._pointed(text) for text in present]
        self.odd = None
        self._number_format = None
        if (
            reading != "one_of"
            and _are_numbers(present, reading)
            and not _is_gappy(present, missing)
        ):
            self._number_format = NumberFormat(present)
            self.values = self._numbers(texts, missing)
        elif reading is None and present and len(present) == len(texts) and _are_booleans(present):
            self.values = np.array([_BOOLEANS[text.lower()] for text in present])
        else:
            self.values = np.empty(len(texts), dtype=object)
            self.values[:] = [
                None if gap else text for text, gap in zip(texts, missing, strict=True)
            ]
        self._cells = _most_frequent(self.values, cells)
        self._quotes = 2 * sum(cell.startswith('"') for cell in cells) > len(cells)

    def spell(self, values: Iterable[Any]) -> list[str]:
        """Cells that say values: as the column most often spells them, else in its format."""
        return [self._cell(one) for one in values]

    def _cell(self, one):
        key = _key(one)
        if key in self._cells:
            return self._cells[key]
        if self._number_format is None:
            return quoted(str(one), self._delimiter, self._quotes)
        text = self._number_format.text(one)
        text = text.replace(".", ",") if self._comma else text
        return self._cells.setdefault(key, quoted(text, self._delimiter, self._quotes))

    def _numbers(self, texts, missing):
        numbers = [
            np.nan if gap else float(self._pointed(text.strip()))
            for text, gap in zip(texts, missing, strict=True)
        ]
        floats = np.array(numbers)
        if not np.isfinite(floats).all():
            self.odd = int(np.argmin(np.isfinite(floats)))
            return floats
        if self._number_format.whole:
            try:
                return np.array([int(text.strip()) for text in texts], dtype="int64")
            except (OverflowError, ValueError):
                pass  # beyond int64, or more leading zeros than int() reads
        return floats

    def _pointed(self, text):
        return text.replace(",", ".") if self._comma else text


class NumberFormat:
    """How a column writes its numbers: decimals, plus signs, exponents.

    Args:
        texts: Its numbers, with a decimal point.

    Example:
        >>> from gansmote_tf.cli.spelling import NumberFormat
        >>> NumberFormat(["0.50", "12.25"]).text(3), NumberFormat(["0.5", "12"]).text(3)
        ('3.00', '3')
        >>> NumberFormat(["1.5e-03", "2.0e+10"]).text(0.00251)
        '2.5e-03'
    """

    def __init__(self, texts: Sequence[str]) -> None:
        plain = [text for text in texts if _NUMBER.fullmatch(text)]
        exponents = [text for text in plain if "e" in text.lower()]
        fixed = [text for text in plain if "e" not in text.lower()] or ["0"]
        decimals = [len(text.partition(".")[2]) for text in fixed]
        self._least, self._most = min(decimals), max(decimals)
        self._point = any(text.endswith(".") for text in fixed)
        self._plus = any(text.startswith("+") for text in plain)
        self._letter = "E" if any("E" in text for text in exponents) else "e"
        self._exponents = len(exponents) and ("always" if len(exponents) == len(plain) else "far")
        self._mantissa = max(
            (len(re.split("[eE]", text)[0].partition(".")[2]) for text in exponents), default=0
        )
        self.whole = not exponents and self._most == 0 and not self._point

    def text(self, number: float) -> str:
        """A number as the column writes it."""
        number = number + 0  # a negative zero loses its sign
        if self._exponents and self._is_written_with_exponent(number):
            text = f"{number:.{self._mantissa}e}".replace("e", self._letter)
        elif isinstance(number, int | np.integer):
            text = f"{number:.{self._least}f}" if self._least else str(number)
        else:
            text = self._fixed(float(number))
        return f"+{text}" if self._plus and number > 0 else text

    def _is_written_with_exponent(self, number):
        far = number != 0 and not 1e-4 <= abs(number) < 1e16
        return self._exponents == "always" or far

    def _fixed(self, number):
        most = self._most if self._most or not self._exponents else 6
        whole, _, decimals = np.format_float_positional(
            round(number, most) + 0.0, trim="-"
        ).partition(".")
        decimals = decimals.ljust(self._least, "0")
        return f"{whole}.{decimals}" if decimals else whole


def is_fraction(text: str) -> bool:
    """Whether a text is a number that is not whole.

    Example:
        >>> from gansmote_tf.cli.spelling import is_fraction
        >>> is_fraction("0.5"), is_fraction("2.0"), is_fraction("01"), is_fraction("a")
        (True, False, False, False)
    """
    text = text.strip()
    return bool(_NUMBER.fullmatch(text)) and float(text) % 1 != 0


def _has_decimal_commas(texts):
    return any("," in text for text in texts) and all(
        "." not in text and _NUMBER.fullmatch(text.replace(",", ".")) for text in texts
    )


def _are_numbers(texts, reading):
    return bool(texts) and all(
        (_NUMBER.fullmatch(text) and (reading == "numeric" or not _CODE.match(text)))
        or _ENDLESS.fullmatch(text)
        for text in texts
    )


def _is_gappy(texts, missing):
    """Whether a column is one of 0 and 1 with gaps, which is a category."""
    return any(missing) and all(text in ("0", "1", "0.0", "1.0") for text in texts)


def _are_booleans(texts):
    return all(text.lower() in _BOOLEANS for text in texts)


def _most_frequent(values, cells):
    spellings = defaultdict(Counter)
    for one, cell in zip(values, cells, strict=True):
        spellings[_key(one)][cell] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in spellings.items()}


def _key(one):
    return None if pd.isna(one) else one
