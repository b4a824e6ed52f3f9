"""The desk's pages on independence, planning and accreditation in a browser: every one in both schemes and widths."""

import pytest
from django.urls import reverse

from content.models import AmountBand, Contributor, Disclosure, Funder, Showing
from content.services.disclosing import Tie, ask_for_disclosure, submit_disclosure
from content.services.filing import make_accreditation_file
from tests.browser.scene import days_ago, fits_its_window, publish
from tests.browser.test_desk import TALL, editor, log_in
from tests.desk.desks import page as page_of
from tests.factories import make_article

__all__ = ["editor"]


def pages_of_the_lead(user) -> list[str]:
    """Fill the desk, and return the addresses of the pages that the accreditation lead works on."""
    edition = publish(questions=1)
    article = edition.release.article
    funder = Funder.objects.create(name="Example Foundation")
    day = days_ago(1).date()
    article.support.create(
        funder=funder, level="gold", agreement_signed_on=day, runs_from=day, runs_to=day,
        amount_band=AmountBand.objects.first(),
    )  # fmt: skip
    Showing.objects.create(
        funder=funder, article=article, what="edition", description="The published page", how="In a meeting",
        shown_at=days_ago(2), shown_by=user, recorded_at=days_ago(1),
    )  # fmt: skip
    make_accreditation_file(edition=edition, actor=user, at=days_ago(1))[1].close()
    make_article(is_demonstration=False)
    Contributor.objects.update(email="team@example.org")
    asked = ask_for_disclosure(contributor=Contributor.objects.create(name="Ada Writer"), actor=user, at=days_ago(1))
    submit_disclosure(request=asked, ties=[Tie("Example Pharma", "consulting", "Advisory board")], at=days_ago(1))
    for someone in Contributor.objects.all():
        ask_for_disclosure(contributor=someone, actor=user, at=days_ago(1))
    return [
        reverse("admin:content_disclosure_due"),
        reverse("admin:content_disclosure_changelist"),
        reverse("admin:content_disclosure_change", args=[Disclosure.objects.get().pk]),
        page_of("planning", article.pk),
        page_of("accreditation", article.pk),
        reverse("admin:content_showing_changelist"),
        reverse("admin:content_showing_add"),
        reverse("admin:content_showing_change", args=[Showing.objects.get().pk]),
        reverse("admin:content_competency_changelist"),
        reverse("admin:content_activityformat_add"),
    ]


@pytest.mark.slow
def test_no_page_of_the_accreditation_lead_has_a_fault(open_page, editor, axe_in_both_schemes):
    addresses = pages_of_the_lead(editor)
    page, faults = open_page(height=TALL), []
    log_in(page)
    for address in addresses:
        assert page.goto(address).status == 200, address
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": TALL})
            faults += [f"{address}, {width} px, {fault}" for fault in axe_in_both_schemes(page)]
            if not fits_its_window(page):
                faults.append(f"{address}: wider than {width} px")
    assert not faults, "\n".join(faults)
