"""Kinds of article in a browser: a video that plays behind the gate, a case that goes on once it is answered."""

import pytest
from playwright.sync_api import expect

from cme.progress.models import Step
from tests.browser.scene import fits_its_window, publish_demonstration
from tests.factories import make_learner

VIDEO, CASE = "video-aall1731", "case-mrd-negative-remission"


def until(part, holds: str) -> None:
    """Wait until a function of an element is true; the page's policy lets no text be run as a script there."""
    for _ in range(300):
        if part.evaluate(holds):
            return
        part.page.wait_for_timeout(50)
    raise AssertionError(holds)


def test_video_plays_with_captions_from_the_place_that_is_chosen(open_reader):
    edition = publish_demonstration(VIDEO)
    page = open_reader()
    answers = []
    page.on("response", lambda answer: answers.append(answer) if "/videos/" in answer.url else None)
    page.goto(f"/articles/{edition.slug}/")
    video = page.locator("video")
    until(video, "video => video.readyState >= 1")
    assert video.evaluate("video => video.paused && video.currentTime === 0")
    assert video.evaluate("video => Math.round(video.duration)") == 42
    assert video.evaluate("video => [video.videoWidth, video.videoHeight]") == [640, 360]
    until(page.locator("track"), "track => track.readyState === 2")
    assert video.evaluate("video => video.textTracks[0].cues.length") == 7
    video.evaluate("video => { video.muted = true; video.currentTime = 25; return video.play(); }")
    until(video, "video => video.currentTime > 25.3")
    said = "video => video.textTracks[0].activeCues[0].text"
    assert video.evaluate(said).startswith("Average risk: 97.5%")
    assert 206 in {answer.status for answer in answers}


def test_video_stands_with_its_transcript_without_scripts(open_reader):
    edition = publish_demonstration(VIDEO)
    page = open_reader(scripts=False)
    page.goto(f"/articles/{edition.slug}/")
    expect(page.locator("video[controls]")).to_be_visible()
    page.get_by_role("link", name="Read the transcript").click()
    expect(page.get_by_role("heading", name="Transcript")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 1280])
def test_video_and_picture_fit_the_page(open_reader, width):
    for slug, selector in ((VIDEO, "video"), ("visual-abstract-eliana", ".visual img")):
        edition = publish_demonstration(slug)
        page = open_reader(width=width, height=800)
        page.goto(f"/articles/{edition.slug}/")
        assert fits_its_window(page)
        assert page.locator(selector).bounding_box()["width"] <= width


def test_case_goes_on_once_its_question_is_answered_and_is_finished_at_its_end(open_reader):
    edition = publish_demonstration(CASE)
    learner = make_learner()
    page = open_reader(learner)
    page.goto(f"/articles/{edition.slug}/")
    first, second = page.locator("[data-reveal]").all()
    expect(page.get_by_text("no BCR::ABL1")).to_be_hidden()
    expect(page.get_by_role("heading", name="Key learning")).to_be_hidden()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)  # long enough for a step that should not come
    assert Step.Kind.FINISHED not in set(Step.objects.values_list("kind", flat=True))

    page.get_by_label("That BCR::ABL1 is absent").check()
    page.get_by_role("button", name="Check answer").first.click()
    expect(first).to_have_attribute("open", "")
    expect(page.get_by_text("The report of the cytogenetics arrives")).to_be_visible()
    expect(second).not_to_have_attribute("open", "")

    page.reload()
    page.locator("#summary").evaluate("heading => heading.scrollIntoView()")
    expect(first).to_have_attribute("open", "")  # what was answered before is recalled
    page.get_by_label("In the trial 85%").check()
    page.get_by_role("button", name="Check answer").click()
    expect(second).to_have_attribute("open", "")
    with page.expect_response("**/steps/"):
        page.locator("[data-end]").evaluate("end => end.scrollIntoView({ block: 'center' })")
    assert Step.Kind.FINISHED in set(Step.objects.values_list("kind", flat=True))


def test_case_is_unfolded_by_hand_without_scripts(open_reader):
    edition = publish_demonstration(CASE)
    page = open_reader(scripts=False)
    page.goto(f"/articles/{edition.slug}/")
    expect(page.get_by_text("The report of the cytogenetics arrives")).to_be_hidden()
    page.get_by_text("What happened next").first.click()
    expect(page.get_by_text("The report of the cytogenetics arrives")).to_be_visible()
