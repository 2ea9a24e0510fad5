"""What the load needs on top of a rehearsed country: applications that are filled in and not handed in, and whose they are."""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import transaction

from digigov.kernel.clock import now
from digigov.kernel.ids import new_id
from digigov.rehearsal.island import country, images, loading
from digigov.rehearsal.island.albums import Walked
from digigov.rehearsal.island.cases import Applicant
from digigov.rehearsal.island.copying import Someone
from digigov.rehearsal.island.filling import numbers_here, set_counters
from digigov.rehearsal.island.moments import Course

BATCH, DAYS = 500, 20


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """An unfinished application that is filled in, and whose it is."""

    walked: Walked
    draft_id: str
    citizen: Applicant


class Drafts:
    def __init__(self, count: int, *, seed: int) -> None:
        wanted = loading.loaded()
        assert wanted, "there is no island here"
        cases = country.cases(wanted)
        self.chance, self.numbers = random.Random(seed), numbers_here()
        self.citizens = list(cases.applicants)
        self.walked = [each for walks in cases.walked.values() for each in walks]
        self.drafts = [
            OpenDraft(self.chance.choice(self.walked), str(new_id()), self.citizens[number % len(self.citizens)])
            for number in range(count)
        ]

    def write(self) -> None:
        for first in range(0, len(self.drafts), BATCH):
            rows: dict[str, list[str]] = {}
            for draft in self.drafts[first : first + BATCH]:
                for table, text in self._rows(draft).items():
                    rows.setdefault(table, []).append(text)
            with transaction.atomic():
                images.write(rows)
        set_counters(self.numbers)
        self._prove()

    def _prove(self) -> None:
        """Whose drafts they are has shown who they are, for some services ask for it."""
        at, owners = now(), {draft.citizen.party for draft in self.drafts}
        Proofing = apps.get_model("assurance", "Proofing")
        counts = {"way": "imported", "state": "passed", "level": 2, "begun_at": at, "decided_at": at}
        until = at + timedelta(days=365)
        missing = owners - set(
            Proofing.objects.filter(party_id__in=owners, state="passed").values_list("party_id", flat=True)
        )
        Proofing.objects.bulk_create(
            [Proofing(party_id=party, works_until=until, **counts) for party in sorted(missing)], batch_size=1000
        )

    def _rows(self, draft: OpenDraft) -> dict[str, str]:
        citizen = draft.citizen
        own = (citizen.given, citizen.family, citizen.email, str(citizen.account))
        words = dict(zip(draft.walked.words, own, strict=True)) | {str(draft.walked.draft_id): draft.draft_id}
        begun = Course((now() - timedelta(days=self.chance.uniform(0, DAYS)),))
        return draft.walked.draft.copy(Someone(citizen.party, words), begun, numbers=self.numbers)
