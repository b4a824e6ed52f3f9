"""What a verb on an attempt may say no to."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _


class AttemptRefused(Exception):
    """Nothing was recorded; the message is fit to show to the learner."""


class AttemptStale(AttemptRefused):
    """The page is older than what is saved: another tab or device has answered the same question otherwise.

    Attributes:
        items: Primary keys of the items that differ.
    """

    def __init__(self, items: Collection[int]) -> None:
        super().__init__(
            _(
                "You answered this question in another tab or on another device, so this page is out of date. "
                "Nothing was overwritten: look at both answers and choose."
            )
        )
        self.items = frozenset(items)


FOREIGN_ITEM = _("This question does not belong to the test you opened. Reload the page and answer there.")
ALREADY_SUBMITTED = _(
    "This test was already submitted, so the answer was not changed. Your result is on the result page."
)
TIME_IS_UP = _(
    "Time was up before this answer arrived, so it was not taken. What was saved until then has been submitted."
)
NO_CHECKS = _("The answers of this test are not shown one by one, so nothing was checked.")
ANSWER_FIRST = _("Answer the question first, all of it; then check your answer.")
ORDER_FIRST = _(
    "Give each its place first; then check your answer. "
    "Where the page has the button “Use this order”, it takes the list as it stands."
)
ALREADY_CHECKED = _("You have seen the answer to this question, so it cannot be changed in this attempt.")
