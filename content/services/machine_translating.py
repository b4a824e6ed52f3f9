"""Making a machine's translation: batch after batch, each checked before it is kept; killed anywhere, it goes on."""

import time as clock
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from content.models import Edition, MachineUse, TranslatedBlock, Translation
from content.models.translation import LONGEST_PROBLEM
from content.services.editions_in_blocks import blocks_in
from content.translating.blocks import Block, carried
from content.translating.engines import Engine, engine_in_use
from content.translating.negations import is_known
from content.translating.protecting import NotKept, from_wire, is_fixed, to_wire
from content.translating.verifying import faults_of_machine
from content.translating.wire import LONGEST_WAIT, EngineFailed

TRIES = 6
FIRST_PAUSE = 60  # seconds before the second try, doubled before each further one
AT_ONCE = 25  # blocks in one request
CHARACTERS_AT_ONCE = 12_000  # in one request, unless a block alone is longer
OFF = "No machine translates here. Set TRANSLATION_ENGINE."
SUPERSEDED = "The article was corrected or withdrawn before the translation was made."
State = Translation.State


def make_translation(*, translation_id: int, at: datetime) -> bool:
    """Translate what is not translated yet; return whether the translation was finished by this call.

    May be cut off anywhere and run any number of times, also at once: taking the work is one conditional update, which
    holds for the lease of a task; each batch is written once it is checked, and never paid for again.
    """
    lease = timedelta(seconds=settings.TASK_LEASE_SECONDS)
    mine = Translation.objects.due_at(at).filter(pk=translation_id)
    if not mine.update(tries=F("tries") + 1, next_at=at + lease):
        return False
    row = Translation.objects.select_related("edition__release").get(pk=translation_id)
    engine = engine_in_use()
    if engine is None or not is_known(row.language):
        return _end(row, State.FAILED, OFF, at)
    if not Edition.objects.current_at(at).open_to_tests().filter(pk=row.edition_id).exists():
        return _end(row, State.FAILED, SUPERSEDED, at)
    _begin_with(engine, row)
    work = _Work(row, engine, at)
    try:
        work.run()
    except NotKept as fault:
        return _end(row, State.REFUSED, str(fault), at)
    except _LeaseRunsOut:
        return _wait(row, at, "It goes on in a minute.")
    except _NoRoom:
        midnight = datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        return _wait(
            row, midnight, f"The characters of this day are used up ({settings.TRANSLATION_CHARACTERS_A_DAY})."
        )
    except EngineFailed as fault:
        if fault.is_final or row.tries >= TRIES:
            return _end(row, State.FAILED, f"{engine.name}: {fault}", at)
        pause = min(FIRST_PAUSE * 2 ** (row.tries - 1), LONGEST_WAIT) if fault.wait is None else fault.wait
        return _wait(row, at + timedelta(seconds=pause), f"{engine.name}: {fault}", counts=True)
    return _publish(row, engine, work.model, at)


class _NoRoom(Exception):
    """The characters of the day are used up."""


class _LeaseRunsOut(Exception):
    """There is more to translate than one task has time for; another one goes on, so that no two ever pay for it."""


@dataclass
class _Work:
    """What is left of a translation, and who does it."""

    row: Translation
    engine: Engine
    at: datetime
    model: str = ""

    def run(self) -> None:
        """Translate block after block.

        Raises:
            NotKept: A block came back other than it may.
            EngineFailed: The provider gave no translation.
            _NoRoom: No more may be sent today.
            _LeaseRunsOut: Another task should go on.
        """
        until = clock.monotonic() + settings.TASK_LEASE_SECONDS / 2
        blocks = blocks_in(self.row.edition, with_items=settings.TRANSLATES_TEST_ITEMS)
        self._keep(blocks, carried(blocks, _earlier(self.row, self.engine)))
        self._keep(blocks, {block.key: block.segment.text for block in blocks if is_fixed(block.segment.text)})
        held = set(self.row.blocks.values_list("key", flat=True))
        for number, batch in enumerate(_batches([block for block in blocks if block.key not in held])):
            if number and clock.monotonic() > until:
                raise _LeaseRunsOut
            self._send(batch)

    def _send(self, batch: Sequence[Block]) -> None:
        sent = [to_wire(block.segment) for block in batch]
        count = sum(map(len, sent))
        _spend(count, self.at)
        lease = self.at + timedelta(seconds=settings.TASK_LEASE_SECONDS)
        Translation.objects.waiting().filter(pk=self.row.pk).update(characters=F("characters") + count, next_at=lease)
        answer = self.engine.translate(sent, into=self.row.language)
        self.model = answer.model or self.model
        said = {block.key: _checked(block, html, self.row) for block, html in zip(batch, answer.texts, strict=True)}
        self._keep(batch, said)

    def _keep(self, blocks: Sequence[Block], said: Mapping[str, str]) -> None:
        """Write blocks that are not there yet; whoever else is at work may have been faster."""
        rows = [
            TranslatedBlock(translation=self.row, key=block.key, source_hash=block.source_hash, text=said[block.key])
            for block in blocks
            if block.key in said
        ]
        with transaction.atomic():
            waiting = Translation.objects.select_for_update().waiting().filter(pk=self.row.pk)
            if rows and waiting.first():
                TranslatedBlock.objects.bulk_create(rows, ignore_conflicts=True)
                waiting.update(tries=1)  # what was made shows that it works


def _checked(block: Block, html: str, row: Translation) -> str:
    try:
        text = from_wire(block.segment, html)
    except NotKept as fault:
        raise NotKept(f"{block.key}: {fault}") from fault
    faults = faults_of_machine(block.segment, text, row.language)
    if faults:
        raise NotKept(f"{block.key}: {faults[0]}")
    return text


def _batches(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Yield as many blocks as go into one request."""
    batch: list[Block] = []
    length = 0
    for block in blocks:
        own = len(block.segment.text)
        if batch and (len(batch) == AT_ONCE or length + own > CHARACTERS_AT_ONCE):
            yield batch
            batch, length = [], 0
        batch.append(block)
        length += own
    if batch:
        yield batch


@transaction.atomic
def _begin_with(engine: Engine, row: Translation) -> None:
    """Note who translates; what another provider left is made anew, since readers are told of one alone."""
    waiting = Translation.objects.select_for_update().waiting().filter(pk=row.pk)
    if waiting.exclude(engine=engine.name).first():
        row.blocks.all().delete()
        waiting.update(engine=engine.name)


def _earlier(row: Translation, engine: Engine) -> dict[str, tuple[str, str]]:
    """Return the blocks of the same provider's translation of an earlier edition of the release."""
    before = (
        Translation.objects.published()
        .filter(
            origin=row.origin, language=row.language, edition__release_id=row.edition.release_id, engine=engine.name
        )
        .order_by("-edition__correction", "-pk")
        .first()
    )
    rows = before.blocks.values_list("key", "source_hash", "text") if before else []
    return {key: (words, text) for key, words, text in rows}


def _spend(count: int, at: datetime) -> None:
    """Count what is about to be sent; the limit of a day holds for all workers, by one conditional update.

    Raises:
        _NoRoom: It would be more than the day has.
    """
    day = at.astimezone(UTC).date()
    MachineUse.objects.get_or_create(day=day)
    room = MachineUse.objects.filter(day=day, characters__lte=settings.TRANSLATION_CHARACTERS_A_DAY - count)
    if not room.update(characters=F("characters") + count):
        raise _NoRoom


def _end(row: Translation, state: str, problem: str, at: datetime) -> bool:
    Translation.objects.waiting().filter(pk=row.pk).update(
        state=state, problem=problem[:LONGEST_PROBLEM], next_at=None, changed_at=at
    )
    return False


def _wait(row: Translation, until: datetime, problem: str, *, counts: bool = False) -> bool:
    own = {} if counts else {"tries": 0}
    Translation.objects.waiting().filter(pk=row.pk).update(next_at=until, problem=problem[:LONGEST_PROBLEM], **own)
    return False


@transaction.atomic
def _publish(row: Translation, engine: Engine, model: str, at: datetime) -> bool:
    """Show it, once every block is there."""
    waiting = Translation.objects.select_for_update().waiting().filter(pk=row.pk)
    if not list(waiting.values_list("pk")):
        return False
    held = set(row.blocks.values_list("key", flat=True))
    if any(block.key not in held for block in blocks_in(row.edition, with_items=settings.TRANSLATES_TEST_ITEMS)):
        return False
    return bool(
        waiting.update(
            state=State.PUBLISHED,
            engine=engine.name,
            engine_version=engine.version,
            model=model,
            finished_at=at,
            changed_at=at,
            next_at=None,
            problem="",
        )
    )
