from contextlib import ExitStack

import pytest

from derive.pipeline import Options, study
from derive.report.html.exhibit import exhibit
from derive.report.html.page import render
from derive.source import Source
from derive.verdict import Report
from tests.report.chromium import PROGRAM, WHY_NOT, NotStarted, browser
from tests.report.hostile import HOSTILE, NAME

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=WHY_NOT)

OPEN_ALL = "document.querySelectorAll('details').forEach(found => found.open = true)"
FLAT = """[...document.querySelectorAll('math')].map(found => found.getBoundingClientRect())
    .filter(box => box.width < 2 || box.height < 5).length"""
HEIGHT = "getBoundingClientRect().height"
COLLAPSED = f"""[...document.querySelectorAll('details')]
    .filter(found => found.{HEIGHT} < 2 * found.firstChild.{HEIGHT}).length"""


@pytest.fixture(scope="module")
def chromium():
    with ExitStack() as stack:
        try:
            page = stack.enter_context(browser())
        except NotStarted as error:
            pytest.skip(str(error))
        yield page


@pytest.fixture(scope="module")
def written(tmp_path_factory, request):
    """Return the path of the page about a document."""
    folder = tmp_path_factory.mktemp("pages")

    def write(name, text):
        studied = study(Source(name, text), Options())
        path = folder / f"{len(list(folder.iterdir()))}.html"
        path.write_text(render(Report((studied.report,)), [exhibit(studied.parts, studied.report.findings)]), "utf-8")
        return path

    notes = request.config.rootpath / "tests/notes"
    return {name: write(name, (notes / name).read_text()) for name in ("one-layer-off.md", "missing-sum.md")} | {
        "hostile": write(NAME, HOSTILE)
    }


@pytest.mark.parametrize("name", ["one-layer-off.md", "missing-sum.md", "hostile"])
@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_the_page_opens_without_a_complaint_and_asks_for_nothing(chromium, written, name, width, dark):
    chromium.open(written[name], width=width, dark=dark)
    chromium.value(OPEN_ALL)
    assert chromium.value("document.documentElement.scrollWidth") <= width
    assert chromium.value(FLAT) == 0 and chromium.value("document.querySelectorAll('math').length") > 5
    assert chromium.value("typeof window.hacked") == "undefined"
    assert chromium.value("document.scripts.length + document.images.length") == 0
    assert chromium.requests() == [written[name].resolve().as_uri()]
    assert chromium.complaints() == []


def test_a_fraction_is_higher_than_a_letter_and_a_sum_has_its_index_below(chromium, written):
    chromium.open(written["missing-sum.md"])
    sizes = "(tag => document.querySelector('.pair ' + tag).getBoundingClientRect().toJSON())"
    fraction, letter = chromium.value(f"{sizes}('mfrac')"), chromium.value(f"{sizes}('mi')")
    assert fraction["height"] > 1.8 * letter["height"]
    sign, index = chromium.value(f"{sizes}('munder > mo')"), chromium.value(f"{sizes}('munder > :nth-child(2)')")
    assert index["top"] >= sign["bottom"] - 3


def test_the_colours_follow_the_scheme_of_the_reader(chromium, written):
    ground = "getComputedStyle(document.body).backgroundColor"
    chromium.open(written["one-layer-off.md"], dark=True)
    dark = chromium.value(ground)
    chromium.open(written["one-layer-off.md"], dark=False)
    assert (chromium.value(ground), dark) == ("rgb(255, 255, 255)", "rgb(22, 24, 28)")


def test_everything_that_is_folded_is_printed(chromium, written):
    chromium.open(written["one-layer-off.md"], dark=True)
    assert chromium.value(COLLAPSED) > 0
    chromium.ask("Emulation.setEmulatedMedia", media="print")
    assert chromium.value(COLLAPSED) == 0
    assert chromium.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_link_of_the_summary_leads_to_its_relation(chromium, written):
    chromium.open(written["one-layer-off.md"], height=400)
    chromium.value("document.querySelector('.faults a').click()")
    assert chromium.value("document.querySelector(':target').className") == "relation wrong"
    assert -1 < chromium.value("document.querySelector(':target').getBoundingClientRect().top") < 100
