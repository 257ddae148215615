"""CSV text cut into records: nothing lost, and the values of Python's own reader."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gansmote_tf.cli.csv_text import Unreadable, decode, line_end, quoted, sniff, split, value

TEXTS = st.text(st.sampled_from('ab",;\t|\n\r #é\x0b\x1c\u2028'), max_size=30)


def python_reads(text, delimiter):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return [row or [""] for row in reader]  # an empty line has no cell there, and one here


@given(TEXTS, st.sampled_from(",;\t|"))
def test_records_have_the_values_of_pythons_reader_and_lose_nothing(text, delimiter):
    try:
        expected = python_reads(text, delimiter)
    except csv.Error:
        expected = None
    try:
        records = split(text, delimiter)
    except Unreadable:
        assert expected is None
        return
    assert "".join(delimiter.join(record.cells) + record.end for record in records) == text
    assert [[value(cell) for cell in record.cells] for record in records] == expected


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=3), min_size=1, max_size=4), st.booleans())
def test_what_is_quoted_is_read_back(rows, always):
    text = "\n".join(";".join(quoted(cell, ";", always) for cell in row) for row in rows)
    assert [[value(cell) for cell in r.cells] for r in split(text, ";")] == rows


def test_rows_are_counted_as_an_editor_counts_lines():
    records = split('a,b\r\n"x\r\ny",1\r\n\r\n2,3', ",")
    assert [record.line for record in records] == [1, 2, 4, 5]


@pytest.mark.parametrize("text", ['a,b\n1,"2', 'a,b\n1,"2"3\n', 'a,b\n"1\n\n', "a,b\n" + 99 * '"'])
def test_quotes_that_do_not_close_are_told_with_their_row(text):
    with pytest.raises(Unreadable, match="begins with a quote") as told:
        split(text, ",")
    assert told.value.line == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_whose_header_holds_the_column(delimiter):
    text = delimiter.join(["size, in mm;", "kind"]).replace("size, in mm;", '"size, in; mm"')
    assert sniff(f"{text}\n0{delimiter}a\n", "kind") == delimiter


def test_decimal_commas_do_not_make_a_comma_file():
    assert sniff("a;kind\n0,5;x\n1,5;y\n2,5;x\n", "kind") == ";"


def test_a_column_that_is_not_there_leaves_the_delimiter_to_the_rows():
    assert sniff("a;b;c\n1;2;3\n", "kind") == ";"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding):
    encoded = decode("größe,kind\n".encode(encoding))
    assert encoded.text == "größe,kind\n"
    assert (encoded.bom + encoded.text.encode(encoded.encoding)) == "größe,kind\n".encode(encoding)


def test_another_encoding_is_told_with_its_row_and_read_where_it_is_named():
    data = "a,kind\nx,y\nü,z\n".encode("cp1252")
    with pytest.raises(Unreadable, match="--encoding") as told:
        decode(data)
    assert told.value.line == 3
    assert decode(data, "cp1252").text == "a,kind\nx,y\nü,z\n"


def test_generated_rows_get_the_line_end_of_most():
    assert line_end(split("a\r\nb\nc\r\n", ",")) == "\r\n"
    assert line_end(split("a", ",")) == "\n"
