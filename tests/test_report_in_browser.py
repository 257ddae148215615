"""The report page in a browser: it opens alone, sorts, filters, fits, and can be read by all."""

import shutil

import pandas as pd
import pytest

from gansmote_tf.benchmark.page import Page, Section, Table, write_page
from tests.made_page import HOSTILE, made_page

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTHS, THEMES = (360, 1280), ("light", "dark")


@pytest.fixture(scope="module")
def browser():
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"needs one of {', '.join(BROWSERS)} on the path")
    with sync_api.sync_playwright() as driver:
        # The sandbox of Chromium's own can't be had as root, and all it opens here is our page.
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The made-up report, its longest table cut to what is quick to look at."""
    return write_page(tmp_path_factory.mktemp("made"), made_page(lines=60))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A report of one table whose order is known by heart."""
    frame = pd.DataFrame(
        {
            "method": ["b10", "A", "c", "B2", "a", "d"],
            "size": [50, 6, 12, 6, 100, 12],
            "F1": [0.51, None, 0.509, -0.2, 0.51, 12.0],
        }
    )
    table = Table("t", "T", frame, formats={"F1": ".2f"}, filterable=True, best={(5, "F1")})
    page = Page("Small", ["Six."], command="run --it", sections=[Section("All", (), [table])])
    return write_page(tmp_path_factory.mktemp("small"), page)


@pytest.fixture
def visit(browser):
    """Opens a page, and in the end knows of no error and no request but for the page itself."""
    opened, faults = [], []

    def at(path, width=1280, theme="light"):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        opened.append(page)
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        asked = lambda request: request.url != path.as_uri() and faults.append(request.url)  # noqa: E731
        page.on("request", asked)
        page.goto(path.as_uri())
        return page

    yield at
    for page in opened:
        page.close()
    assert faults == []


def column(page, place):
    """The texts of a column, of the lines that are shown."""
    return page.evaluate(
        "place => [...document.querySelectorAll('tbody tr:not([hidden])')]"
        ".map(row => row.cells[place].textContent.trim())",
        place,
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_or_theme_makes_the_page_scroll_sideways(visit, made, width, theme):
    page = visit(made, width, theme)
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = page.evaluate(
        "[...document.querySelectorAll('.box')].map(b => b.scrollWidth > b.clientWidth)"
    )
    assert any(wide)  # the table itself is wider, and scrolls within its box
    assert page.title() != "run"


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_no_serious_fault(visit, made, theme):
    page = visit(made, theme=theme)
    page.locator("summary").click()
    found = axe.Axe().run(page).response
    assert len(found["passes"]) > 20
    grave = [each for each in found["violations"] if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in grave] == []
    unsure = [each["nodes"] for each in found["incomplete"] if each["id"] == "color-contrast"]
    # It can't tell what a figure's words stand on; of all else it can.
    assert [node["html"] for nodes in unsure for node in nodes if "<text" not in node["html"]] == []


def test_strangers_names_are_text_and_nothing_else(visit, made):
    page = visit(made)
    assert page.locator("script").count() == 1
    assert page.locator("[onmouseover]").count() == 0
    assert page.locator("tbody th", has_text=HOSTILE).count() > 0


def test_a_click_sorts_by_number_with_what_is_missing_last(visit, small):
    page = visit(small)
    head = page.locator("thead th").nth(2)
    head.get_by_role("button", name="F1").click()
    assert column(page, 2) == ["\u22120.20", "0.51", "0.51", "0.51", "best 12.00", "\u2013"]
    assert column(page, 0) == ["B2", "c", "b10", "a", "d", "A"]
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert column(page, 0) == ["d", "b10", "a", "c", "B2", "A"]  # equals stay in their order
    assert head.get_attribute("aria-sort") == "descending"
    head.get_by_role("button").click()
    assert column(page, 0) == ["b10", "A", "c", "B2", "a", "d"]
    assert head.get_attribute("aria-sort") == "none"


def test_keys_sort_too_and_the_focus_is_seen(visit, small):
    page = visit(small)
    button = page.locator("thead").get_by_role("button", name="method")
    page.locator(".box").focus()
    page.keyboard.press("Tab")
    assert button.evaluate("button => button === document.activeElement")
    assert button.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert column(page, 0) == ["A", "a", "b10", "B2", "c", "d"]
    page.keyboard.press("Space")
    assert column(page, 0) == ["d", "c", "B2", "b10", "a", "A"]


def test_words_and_choices_filter_and_the_count_is_told(visit, made):
    page = visit(made)
    form = page.get_by_role("form", name="Filter Every mean")
    box, count = form.get_by_label("Filter"), form.get_by_role("status")
    assert count.inner_text() == "60 lines"
    box.fill("Smote forest")
    rows = page.locator("[aria-labelledby=table-results] tbody tr:visible")
    texts = rows.all_inner_texts()
    assert 0 < len(texts) < 20
    assert all("SMOTE" in text and "random forest" in text for text in texts)
    assert count.inner_text() == f"{len(texts)} of 60 lines"
    form.get_by_label("size").select_option(label="12")
    sizes = [row.split("\t")[3] for row in rows.all_inner_texts()]
    assert set(sizes) <= {"12"}
    assert len(sizes) < len(texts)
    box.fill("no such line")
    assert count.inner_text() == "0 of 60 lines"
    form.get_by_role("button", name="Show all").click()
    sync_api.expect(count).to_have_text("60 lines")
    assert rows.count() == 60


def test_a_filter_finds_negative_numbers_and_survives_sorting(visit, small):
    page = visit(small)
    page.get_by_label("Filter", exact=True).fill("-0.2")
    assert column(page, 0) == ["B2"]
    page.locator("thead").get_by_role("button", name="size").click()
    assert column(page, 0) == ["B2"]


@pytest.mark.parametrize("theme", THEMES)
def test_the_button_turns_the_theme_over(visit, small, theme):
    page = visit(small, theme=theme)
    button = page.get_by_role("button", name="Dark theme")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}
    other = "dark" if theme == "light" else "light"
    for now in (theme, other, theme):
        assert page.evaluate(ground) == grounds[now]
        assert button.get_attribute("aria-pressed") == str(now == "dark").lower()
        button.click()


@pytest.mark.parametrize("theme", THEMES)
def test_figures_follow_the_theme_and_are_named(visit, made, theme):
    page = visit(made, theme=theme)
    figure = page.get_by_role("img", name="What a larger class changes")
    text = figure.locator("text").first.evaluate("text => getComputedStyle(text).fill")
    assert text == page.evaluate("getComputedStyle(document.body).color")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids)) > 100


def test_print_opens_what_is_folded_and_cuts_long_tables(visit, made):
    page = visit(made)
    page.emulate_media(media="print")
    assert page.locator("[aria-labelledby=table-results] tbody tr:visible").count() == 40
    assert page.get_by_text("Of 60 lines the first 40 are printed.").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details[open]").count() == 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_without_script_it_is_all_there_and_offers_no_tool(browser, made):
    page = browser.new_page(java_script_enabled=False)
    page.goto(made.as_uri())
    assert page.locator("[aria-labelledby=table-results] tbody tr").count() == 60
    assert page.locator("button:visible").count() == 0
    page.close()
