"""Pages with long words in other languages, at 320 px, for whom text must be wider or larger."""

from django.conf import settings
from django.core.management import call_command

from tests.browser.layout import LARGE_TEXT, SPACING, look
from tests.browser.scene import publish_demonstration
from tests.factories import make_learner

OPINION = "opinion-five-year-estimates"
PATHS = [
    "/",
    "/de/",
    "/ar/",
    *(f"{start}/articles/{OPINION}/in/{code}/" for start, code in [("/de", "de"), ("/ar", "ar"), ("", "de")]),
]
HOWS = {"plain": {}, "wide": {"style": SPACING}, "large": {"text": LARGE_TEXT}}


def test_pages_in_other_languages_reflow_when_text_is_wide_or_large(open_reader):
    """WCAG 2.2, 1.4.10 and 1.4.12; text alone at 200 %: 1.4.4."""
    publish_demonstration(OPINION)
    call_command("load_translations", settings.BASE_DIR / "content" / "demo" / "translations")
    page, faults = open_reader(make_learner()), []
    for path in PATHS:
        page.goto(path)
        for word, how in HOWS.items():
            faults += [f"{path}, {word}: {fault}" for fault in look(page, width=320, **how)]
    assert faults == []
