"""The checklist on questions whose key was corrected after they were published."""

import pytest

from content.bank_checks import check_corrected_keys
from tests.corrections import correct, version_of
from tests.factories import make_edition, reword

pytestmark = pytest.mark.django_db


def test_draft_is_told_of_a_corrected_key_also_after_rewording() -> None:
    edition = make_edition(questions=2)
    article = edition.release.article
    assert list(check_corrected_keys(article)) == []
    version = version_of(edition)
    correct(version, 1)
    (finding,) = check_corrected_keys(article)
    assert "The key of question 1 (“Question 1: which is right?”) was corrected" in finding.message
    assert finding.field == "questions:question-1"
    reword(edition)
    assert len(list(check_corrected_keys(article))) == 1
