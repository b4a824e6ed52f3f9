"""The checklist on questions whose key was corrected after they were published."""

import pytest

from content.bank_checks import check_corrected_keys
from content.services.corrections import correct_key
from tests.corrections import option_of, version_of
from tests.factories import NOW, make_edition, reword

pytestmark = pytest.mark.django_db


def test_draft_is_told_of_a_corrected_key_also_after_rewording() -> None:
    edition = make_edition(questions=2)
    article = edition.release.article
    assert list(check_corrected_keys(article)) == []
    version = version_of(edition)
    key = {"keys": [option_of(version, 1)]}
    correct_key(version=version, key=key, reason="Read in the wrong row.", actor=None, at=NOW)
    (finding,) = check_corrected_keys(article)
    assert "The key of question 1 (“Question 1: which is right?”) was corrected" in finding.message
    assert finding.field == "questions:question-1"
    reword(edition)
    assert len(list(check_corrected_keys(article))) == 1
