"""Loading plain-language pages of demonstration articles from files."""

from datetime import datetime

from django.db import transaction

from content.articlefiles import FileRefused
from content.file_values import Fault
from content.models import Article
from content.services.loading import Loaded
from content.services.twin_publishing import TwinIncomplete, publish_twin
from content.services.twins import TwinRefused, draft_of, save_twin
from content.twin_files import TwinFile
from content.twins import TEXTS, last_twin_of

CORRECTED = "The wording was corrected."


@transaction.atomic
def load_twin(*, file: TwinFile, at: datetime) -> Loaded:
    """Bring the plain-language page of a demonstration article to what its file says, and publish it.

    Args:
        file: What was read.
        at: Now; aware.

    Raises:
        FileRefused: There is no such demonstration article, an editor changed its page, or the checklist has musts;
            nothing of the file is kept.
    """
    article = Article.objects.filter(slug=file.article, is_demonstration=True).first()
    if article is None:
        raise FileRefused([Fault(2, f"No demonstration article has the address {file.article}.")])
    draft = draft_of(article, at=at)
    if draft.updated_by_id is not None:
        raise FileRefused([Fault(2, "An editor has changed this page since it was loaded. Change it at the desk.")])
    texts = {name: getattr(file, name) for name in TEXTS}
    if draft.pk and texts == {name: getattr(draft, name) for name in TEXTS} and last_twin_of(article, at):
        return Loaded.UNCHANGED
    role = article.contributions.filter(contributor__name=file.author).select_related("contributor").first()
    if role is None:
        raise FileRefused([Fault(2, f"{file.author} holds no role at the article.")])
    try:
        save_twin(
            article=article,
            values=texts | {"author": role.contributor, "reviewer": None},
            version=draft.version,
            actor=None,
            at=at,
        )
        publish_twin(article=article, actor=None, at=at, what_changed=CORRECTED)
    except TwinIncomplete as refusal:
        raise FileRefused([Fault(1, finding.message) for finding in refusal.findings]) from refusal
    except TwinRefused as refusal:
        raise FileRefused([Fault(1, str(refusal))]) from refusal
    return Loaded.CHANGED if draft.version else Loaded.NEW
