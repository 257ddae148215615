"""The report page and its files, without a browser: what is written, and what is refused."""

import html.parser
import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure as DrawnFigure

from gansmote_tf.benchmark.page import (
    Figure,
    Page,
    Section,
    Table,
    figure_svg,
    render,
    write_page,
)
from gansmote_tf.benchmark.page.cells import MISSING, columns_of, notes, text
from gansmote_tf.benchmark.page.figures import inlined
from gansmote_tf.benchmark.page.files import csv, latex, markdown
from tests.made_page import HOSTILE, made_page


class Outline(html.parser.HTMLParser):
    """A page's elements, its headings and its tables' cells, as a browser would find them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.headings, self.lines, self.words = [], [], [], []
        self.cell = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.lines.append([])
        if tag in ("td", "th"):
            self.lines[-1].append("")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.cell = tag in ("td", "th") or (self.cell and tag in ("b", "i", "span"))

    def handle_endtag(self, tag):
        self.cell = self.cell and tag != "table"

    def handle_data(self, data):
        self.words.append(data)
        if self.cell:
            self.lines[-1][-1] += data.strip("\n")


def page_of(*items, **more):
    return Page("A race", ["One ran."], sections=[Section("All", ["How."], items)], **more)


@pytest.fixture(scope="module")
def rendered():
    return render(made_page(lines=60))


@pytest.fixture
def scores():
    frame = pd.DataFrame(
        {
            "method": ["GAN_SMOTE & co", "50% $x$ #1 {a} ~ ^ \\", "a|b *c* <i>"],
            "F1": [0.71239, np.nan, -0.5],
            "rows": [12.0, 1500.0, np.nan],
        }
    )
    return Table(
        "scores",
        "F1 & rows",
        frame,
        formats={"F1": ".3f", "rows": ",d"},
        best={(0, "F1"), (1, "rows")},
        note="Five folds.",
    )


@pytest.fixture
def drawn():
    figure = DrawnFigure(figsize=(9, 3))
    axes = figure.add_subplot()
    axes.plot([1, 2], [1, 2], "o-", color="#0072B2", label=HOSTILE)
    axes.fill_between([1, 2], [0, 0], [1, 1], color="0.5", hatch="//")
    axes.legend()
    return figure


class TestThePage:
    def test_the_same_page_gives_the_same_bytes(self, tmp_path):
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder in folders:
            write_page(folder, made_page(lines=60))
        names = [sorted(path.relative_to(each) for path in each.rglob("*.*")) for each in folders]
        assert names[0] == names[1]
        assert len(names[0]) == 1 + 4 * 3 + 3
        for name in names[0]:
            first, second = ((folder / name).read_bytes() for folder in folders)
            assert first == second
            assert b"\r" not in first

    def test_two_thousand_lines_stay_small(self):
        assert len(render(made_page(lines=2000)).encode()) < 600_000

    def test_headings_go_down_a_step_at_a_time_and_the_conclusion_is_first(self, rendered):
        headings = Outline(rendered).headings
        assert headings[:2] == [1, 2]
        assert headings.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(headings))
        places = [rendered.index(f'id="{name}"') for name in ("conclusion", "run", "contents")]
        assert places == sorted(places)
        assert places[-1] < rendered.index('id="section-1"') < rendered.index('id="section-3"')

    def test_every_link_within_the_page_has_its_end(self, rendered):
        tags = Outline(rendered).tags
        ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
        ends = [attrs["href"][1:] for _, attrs in tags if attrs.get("href", "").startswith("#")]
        named = [
            name
            for _, attrs in tags
            for key in ("aria-labelledby", "aria-describedby", "data-for")
            for name in attrs.get(key, "").split()
        ]
        assert len(ids) == len(set(ids))
        assert len(ends) > 10
        assert set(ends) | set(named) <= set(ids)

    def test_nothing_is_loaded_from_elsewhere(self, rendered):
        assert not re.search(r"url\((?!#)|@import|fetch\(|XMLHttp", rendered)
        tags = Outline(rendered).tags
        assert not [attrs for _, attrs in tags if {"src", "srcset", "action"} & set(attrs)]
        ends = {attrs["href"].split("/")[0] for tag, attrs in tags if "href" in attrs}
        assert {end for end in ends if not end.startswith("#")} == {"data:,", "tables", "figures"}
        (policy,) = [a["content"] for _, a in tags if a.get("http-equiv")]
        assert policy.startswith("default-src 'none'; img-src data:;")

    def test_strangers_text_comes_out_as_text_wherever_it_stands(self, drawn):
        table = Table(
            "t",
            HOSTILE,
            pd.DataFrame({HOSTILE: [HOSTILE] * 6, "k": [HOSTILE, "b"] * 3}),
            best={(0, HOSTILE)},
            best_means=HOSTILE,
            note=HOSTILE,
            filterable=True,
        )
        figure = Figure("f", HOSTILE, figure_svg(drawn), alt=HOSTILE, note=HOSTILE)
        page = Page(
            HOSTILE,
            [HOSTILE],
            HOSTILE,
            settings={HOSTILE: [HOSTILE]},
            versions={HOSTILE: HOSTILE},
            data=pd.DataFrame({HOSTILE: [HOSTILE]}),
            sections=[Section(HOSTILE, [HOSTILE], [table, figure])],
        )
        outline = Outline(render(page))
        tags = [tag for tag, _ in outline.tags]
        assert tags.count("script") == 1
        assert not [
            attrs for _, attrs in outline.tags if any(name.startswith("on") for name in attrs)
        ]
        assert tags.count("b") == 1  # the mark
        assert sum(HOSTILE in words for words in outline.words) >= 20
        titles = [attrs["aria-label"] for tag, attrs in outline.tags if tag == "form"]
        assert titles == [f"Filter {HOSTILE}"]

    def test_a_page_of_nothing_but_a_title_and_a_sentence(self):
        outline = Outline(render(Page("A race", ["Nobody won."])))
        assert outline.headings == [1, 2, 2]
        assert not [tag for tag, _ in outline.tags if tag in ("nav", "table", "details", "pre")]

    def test_settings_read_as_words(self):
        settings = {"sizes": [6, 12], "limit": None, "early": True, "rate": 0.5, "set": {"b", "a"}}
        words = Outline(render(Page("A race", ["One."], settings=settings))).words
        assert {"6, 12", "none", "yes", "0.5", "a, b"} <= set(words)

    def test_two_tables_of_one_name_are_refused(self):
        tables = [Table(name, "T", pd.DataFrame({"a": [1]})) for name in ("same", "Same")]
        with pytest.raises(ValueError, match=r"names differ.*Received: 'same' twice"):
            page_of(*tables)
        with pytest.raises(ValueError, match=r"data is taken"):
            page_of(Table("data", "T", tables[0].frame), data=pd.DataFrame({"a": [1]}))


class TestTables:
    def test_lines_and_cells_are_those_of_the_frame(self, scores):
        lines = Outline(render(page_of(scores))).lines
        assert lines[0] == ["method", "F1", "rows"]
        assert lines[1:] == [
            ["GAN_SMOTE & co", "best 0.712", "12"],
            ["50% $x$ #1 {a} ~ ^ \\", MISSING, "best 1,500"],
            ["a|b *c* <i>", "\u22120.500", MISSING],
        ]

    def test_numbers_are_aligned_right_and_words_are_not(self, scores):
        heads = [a for tag, a in Outline(render(page_of(scores))).tags if tag == "th"][:3]
        assert [attrs.get("class") for attrs in heads] == [None, "n", "n"]

    def test_the_mark_is_explained_where_one_is_set_and_only_there(self, scores):
        assert notes(scores) == ["Bold: best, or statistically tied with it.", "Five folds."]
        plain = Table("t", "T", scores.frame)
        assert notes(plain) == []
        assert "Bold" not in render(page_of(plain))

    def test_marks_by_frame_and_by_pairs_are_the_same(self, scores):
        frame = scores.frame.set_axis(list("xyz"))
        pairs = Table("t", "T", frame, best={("y", "rows"), ("x", "F1")})
        by_frame = pd.DataFrame({"rows": [False, True, False], "F1": [True, False, False]})
        framed = Table("t", "T", frame, best=by_frame.set_axis(frame.index))
        marks = [[column.marks for column in columns_of(table)] for table in (pairs, framed)]
        assert marks[0] == marks[1] == [[False] * 3, [True, False, False], [False, True, False]]

    @pytest.mark.parametrize("rows", [0, 1])
    def test_tables_of_no_line_or_one_have_no_tools(self, scores, rows):
        table = Table("t", "T", scores.frame.head(rows), filterable=True, formats={"F1": ".3f"})
        outline = Outline(render(page_of(table)))
        tags = [tag for tag, _ in outline.tags]
        assert "form" not in tags
        assert not [a for tag, a in outline.tags if "data-sortable" in a or "data-ranks" in a]
        assert ("No lines." in "".join(outline.words)) == (rows == 0)
        assert len(pd.read_csv(io.StringIO(csv(table)))) == rows
        assert len(markdown(table).splitlines()) == 2 + rows
        assert latex(table).count(r"\\") == 1 + rows

    def test_a_column_of_nothing_is_shown(self):
        table = Table("t", "T", pd.DataFrame({"a": [None, None], "b": [np.nan, pd.NaT]}))
        assert [column.texts for column in columns_of(table)] == [[None] * 2] * 2
        assert [column.numeric for column in columns_of(table)] == [False] * 2
        assert markdown(table).count(MISSING) == 4

    @pytest.mark.parametrize(
        ("value", "form", "expected"),
        [
            (0.71239, ".3f", "0.712"),
            (np.float32(0.5), ".1%", "50.0%"),
            (12.0, "d", "12"),
            (np.int64(1500), ",d", "1,500"),
            (1500, "", "1500"),
            (0.5, "", "0.5"),
            (float("inf"), "", "inf"),
            (np.True_, ".3f", "yes"),
            ("two\n words", ".3f", "two words"),
            (pd.Timestamp("2020-01-02"), "", "2020-01-02 00:00:00"),
            (pd.NA, "d", None),
            (pd.NaT, "", None),
        ],
    )
    def test_values_read_as_expected(self, value, form, expected):
        assert text(value, form) == expected

    @given(st.lists(st.one_of(st.none(), st.floats(allow_nan=True), st.integers(-9, 9))))
    def test_numbers_rank_as_they_sort(self, values):
        (column,) = columns_of(Table("t", "T", pd.DataFrame({"a": pd.array(values, dtype=object)})))
        known = [(rank, v) for rank, v in zip(column.ranks, values, strict=True) if rank >= 0]
        assert len(values) - len(known) == sum(v is None or v != v for v in values)
        assert [v for _, v in sorted(known)] == sorted(v for _, v in known)
        assert {rank for rank, _ in known} == set(range(len({v for _, v in known})))

    def test_figures_in_words_rank_as_numbers_and_words_in_any_case(self):
        frame = pd.DataFrame(
            {
                "f": ["0.9 ± 0.1", "0.71 ± 0.1", "12 %", "\u22120.5 [\u22121, 0]", "1,500"],
                "w": ["b", "A", "a", "B10", "3 of 5"],
            }
        )
        figures, words = columns_of(Table("t", "T", frame))
        assert figures.ranks == [2, 1, 3, 0, 4]
        assert figures.numeric
        assert words.ranks == [3, 1, 2, 4, 0]
        assert not words.numeric

    def test_choices_are_few_and_each_is_in_several_lines(self):
        frame = pd.DataFrame({"k": ["b", "a", None] * 3, "one": [1] * 9, "all": range(9)})
        choices = [column.choices() for column in columns_of(Table("t", "T", frame))]
        assert choices == [[(0, "a"), (1, "b"), (-1, None)], [], []]

    def test_nobody_picks_from_fractions(self):
        frame = pd.DataFrame({"rows": [6, 12] * 3, "p": [0.5, 0.04] * 3})
        table = Table("t", "T", frame, formats={"p": ".3f"})
        assert [len(column.choices()) for column in columns_of(table)] == [2, 0]


class TestFiles:
    def test_csv_md_and_latex_hold_the_same_figures(self):
        """The CSV's, in the column's format, are the others' cells."""
        (table,) = [table for table in made_page(lines=60).tables() if table.name == "results"]
        told = pd.read_csv(io.StringIO(csv(table)))
        pd.testing.assert_frame_equal(told, table.frame, check_dtype=False)
        in_md = [line.strip("| ").split(" | ") for line in markdown(table).splitlines()[2:62]]
        body = latex(table).split(r"\endlastfoot")[1]
        in_latex = [line.removesuffix(r" \\").split(" & ") for line in body.splitlines()[1:61]]
        for name, form in table.formats.items():
            place = list(told).index(name)
            expected = [text(value, form) or MISSING for value in told[name]]
            assert [line[place].strip().strip("*") for line in in_md] == expected
            bare = [re.sub(r"\\textbf\{(.*)\}", r"\1", line[place]) for line in in_latex]
            assert [cell.replace("--", MISSING) for cell in bare] == expected

    def test_marks_are_bold(self, scores):
        assert "**0.712**" in markdown(scores)
        assert "**1,500**" in markdown(scores)
        assert markdown(scores).count("**") == 4
        assert latex(scores).count(r"\textbf{") == 2
        assert r"\textbf{0.712}" in latex(scores)

    def test_signs_that_latex_reads_are_escaped(self, scores):
        written = latex(scores)
        assert r"GAN\_SMOTE \& co & \textbf{0.712} & 12 \\" in written
        special = r"50\% \$x\$ \#1 \{a\} \textasciitilde{} \textasciicircum{} \textbackslash{} & --"
        assert special in written
        assert r"a\textbar{}b *c* \textless{}i\textgreater{} & -0.500 & -- \\" in written
        assert r"\caption{F1 \& rows. Bold: best, or statistically tied with it. Five" in written

    def test_signs_that_markdown_reads_are_escaped(self, scores):
        line = markdown(scores).splitlines()[4]
        assert line.startswith(r"| a\|b \*c\* \<i\> ")
        assert len(re.findall(r"(?<!\\)\|", line)) == 4

    def test_a_long_table_breaks_over_pages_in_latex(self, scores):
        long = Table("t", "T", pd.concat([scores.frame] * 14))
        assert r"\begin{longtable}" in latex(long)
        assert r"\begin{tabular}" in latex(scores)

    def test_files_of_other_names_stay_and_those_of_ours_are_replaced(self, tmp_path, scores):
        (tmp_path / "tables").mkdir()
        for name in ("tables/other.csv", "tables/scores.csv"):
            (tmp_path / name).write_text("old")
        assert write_page(tmp_path, page_of(scores)) == tmp_path / "report.html"
        assert (tmp_path / "tables/other.csv").read_text() == "old"
        assert (tmp_path / "tables/scores.csv").read_text() == csv(scores)

    def test_nothing_is_written_when_something_is_wrong(self, tmp_path, scores):
        wrong = Figure("f", "F", "<svg><script/></svg>", alt="None.")
        with pytest.raises(ValueError, match="svg must draw"):
            write_page(tmp_path / "new", page_of(scores, wrong))
        assert not (tmp_path / "new").exists()


class TestFigures:
    def test_the_same_figure_gives_the_same_bytes_and_text_stays_text(self, drawn):
        first, second = figure_svg(drawn), figure_svg(drawn)
        assert first == second
        assert not re.search("<dc:date>|Matplotlib", first)
        texts = [each.text for each in ElementTree.fromstring(first).iter() if "text" in each.tag]
        assert HOSTILE in texts

    def test_two_of_them_in_a_page_share_no_id_and_point_to_their_own(self, drawn):
        svg = figure_svg(drawn)
        pages = [inlined(Figure(name, "F", svg, alt="A line.")) for name in ("a", "b")]
        ids = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
        assert ids[0]
        assert not ids[0] & ids[1]
        for page, own in zip(pages, ids, strict=True):
            ends = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page)
            assert ends
            assert {one or other for one, other in ends} <= own

    def test_colours_follow_the_theme(self, drawn):
        page = inlined(Figure("f", "F", figure_svg(drawn), alt="A line."))
        shown = page[page.index("</desc>") :]
        assert not re.search(r"(fill|stroke): ?#", shown)
        assert "stroke: var(--c0072b2)" in shown
        assert "--c0072b2:light-dark(#0072b2, " in page[: page.index(">")]
        assert "fill: color-mix(in srgb, currentColor 0%, var(--ground))" in shown
        assert "font-family" not in shown

    def test_name_and_description_come_first(self, drawn):
        figure = Figure("f", "F < G", figure_svg(drawn), alt="A line & a band.")
        root = ElementTree.fromstring(inlined(figure))
        assert root.get("role") == "img"
        assert [(each.tag, each.text) for each in root[:2]] == [
            ("title", "F < G"),
            ("desc", "A line & a band."),
        ]
        assert [root.get("aria-labelledby"), root.get("aria-describedby")] == [
            each.get("id") for each in root[:2]
        ]

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>a()</script>",
            "<foreignObject/>",
            "<style>@import 'x'</style>",
            '<a href="https://example.org"><text>t</text></a>',
            '<path onclick="a()"/>',
            '<image href="https://example.org/a.png"/>',
            '<use href="other.svg#a"/>',
            '<path style="fill: url(https://example.org/a)"/>',
            "<text>",
        ],
    )
    def test_what_does_more_than_draw_is_refused(self, inside):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
        with pytest.raises(ValueError, match=r"^svg must .*figure_svg gives.*Received: "):
            inlined(Figure("f", "F", svg, alt="None."))


FRAME = pd.DataFrame({"a": [1.5], "b": ["x"]})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Table("a/b", "T", FRAME), "name must be .*Received: name='a/b'"),
        (lambda: Table("", "T", FRAME), "name must be "),
        (lambda: Table("t", 1, FRAME), "title must be a string. Received: title=1"),
        (lambda: Table("t", "T", [1]), "frame must be a DataFrame"),
        (lambda: Table("t", "T", pd.DataFrame({1: [1]})), "frame must have columns"),
        (lambda: Table("t", "T", pd.DataFrame()), "frame must have columns"),
        (lambda: Table("t", "T", FRAME[["a", "a"]]), "frame must have columns"),
        (lambda: Table("t", "T", FRAME, formats={"c": "d"}), r"formats must .*formats\['c'\]"),
        (lambda: Table("t", "T", FRAME, best={(0, "c")}), "best must be pairs"),
        (lambda: Table("t", "T", FRAME, best={(1, "a")}), "best must be pairs"),
        (lambda: Table("t", "T", FRAME, best=FRAME), "best must be pairs"),
        (lambda: Table("t", "T", FRAME, sortable=1), "sortable must be True or False"),
        (lambda: Figure("f", "F", "<svg/>", alt=" "), "alt must say what"),
        (lambda: Section("S", "text"), "text must be a list of strings"),
        (lambda: Section("S", (), [1]), "each of items must be one of Tables and Figures"),
        (lambda: Page("P", "One."), "conclusion must be a list of strings"),
        (lambda: Page("P", ["One."], settings=[1]), "settings must be a dict"),
        (lambda: figure_svg("f"), "figure must be a Figure of matplotlib"),
        (
            lambda: columns_of(Table("t", "T", FRAME, formats={"a": "d"})),
            r"formats\['a'\] must fit the column's numbers. Received: 'd' for 1.5",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
