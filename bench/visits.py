"""What people will ask for: open sessions, and visits prepared as browsers would send them (``people.py`` says how often)."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID

from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db.models import F
from django.utils.crypto import get_random_string

from bench.asked import Asked
from bench.drafts import Drafts, OpenDraft
from digigov.kernel.clock import now
from digigov.modules.applications.policies import hash_of
from digigov.modules.identity.queries import facts_of_session, find_account_of
from digigov.modules.identity.sessions import SessionStore
from digigov.modules.organizations.queries import list_holders
from digigov.rehearsal.island.demand import services
from digigov.sites.account.middleware import SECOND_FACTOR
from digigov.sites.carried import OPENED
from digigov.sites.languages import CHOSEN
from digigov.ui.context import CALLED

QUERIES = Path(__file__).parent / "data" / "queries.csv"
BY_CODE, KWEYOL, MISTYPED = 0.25, 0.1, 0.4
SOME, VISITS_OF_EACH, PAGES_AT_A_TIME, CLERKS = 2000, 20, 4, 6
CLERK, COUNTER = "counter-agent", "contact-centre"
QUEUE = ("", "", "", "", "", "", "?who=mine", "?who=unclaimed", "?page=2", "?late=yes")


class Visits:
    """What each kind of person asks for on a filled island, one visit after the other."""

    def __init__(self, island: Drafts, *, submissions: int) -> None:
        self.island, self.chance = island, island.chance
        self.rows: list[Any] = []
        self.submissions = submissions
        self.sessions: dict[tuple[UUID, bool], str] = {}

    def prepare(self) -> dict[str, list[list[Asked]]]:
        to_submit = self.island.drafts[: self.submissions]
        to_fill = [each for each in self.island.drafts[self.submissions :] if not each.walked.looks_ahead]
        found = {
            "looks": [[search, self._service()] for search in self._searches()],
            "reads": [[self._service()] for _ in range(SOME)],
            "fills in": [self._fill_in(draft) for draft in to_fill],
            "hands in": [[self._submit(draft)] for draft in to_submit],
            "follows": [[status, status] for status in self._statuses()],
            "officer": list(self._desk()),
            "takes on": list(self._taking_on()),
            "clerk": list(self._counter()),
        }
        apps.get_model("identity", "Session").objects.bulk_create(self.rows, batch_size=1000)
        return found

    def _service(self) -> Asked:
        (service,) = self.chance.choices(list(services()), list(services().values()))
        return Asked("service", "GET", f"/services/{service}/", language=self._language())

    def _searches(self) -> Iterator[Asked]:
        """What people typed, some of it mistyped, so that not everything has been asked before."""
        with QUERIES.open(newline="") as file:
            known = [row["query"] for row in csv.DictReader(file)]
        for _ in range(SOME):
            query = self.chance.choice(known)
            if self.chance.random() < MISTYPED:
                place = self.chance.randrange(len(query))
                query = query[:place] + query[place + 1 :]
            yield Asked("search", "GET", f"/services/?q={quote_plus(query)}", language=self._language())

    def _fill_in(self, draft: OpenDraft) -> list[Asked]:
        """Four pages one after the other, each shown and saved, and the next one shown."""
        session, pages = self._session(draft.citizen.account, draft.citizen.given), draft.walked.pages
        first = self.chance.randrange(max(1, len(pages) - PAGES_AT_A_TIME))
        found = []
        for page in pages[first : first + PAGES_AT_A_TIME]:
            path = page.path.replace("DRAFT", draft.draft_id)
            found += [Asked("form", "GET", path, session), Asked("save", "POST", path, session, page.body, expect=302)]
        return [*found, found[0]]

    def _submit(self, draft: OpenDraft) -> Asked:
        """Whoever hands in has gone through the form: what registers said stands with the draft already."""
        session = self._session(draft.citizen.account, draft.citizen.given)
        path = draft.walked.hand_in.path.replace("DRAFT", draft.draft_id)
        return Asked("submit", "POST", path, session, draft.walked.hand_in.body, expect=302)

    def _statuses(self) -> Iterator[Asked]:
        """From the account, or with reference and code."""
        known = {citizen.party: citizen for citizen in self.island.citizens}
        codes = {hash_of(walked.code): walked.code for walked in self.island.walked}
        rows = apps.get_model("applications", "Application").objects.filter(code_hash__in=list(codes)).order_by("-id")
        for row in rows[:SOME]:
            if self.chance.random() < BY_CODE:
                opened = {
                    OPENED: {
                        "reference": row.reference,
                        "code": codes[row.code_hash],
                        "at": (now() + timedelta(days=1)).isoformat(),
                    }
                }
                yield Asked("status", "GET", "/track/application/", self._session(None, **opened))
            else:
                citizen = known[row.party_id]
                session = self._session(citizen.account, citizen.given)
                yield Asked("status", "GET", f"/my/applications/{row.reference}/", session)

    def _desk(self) -> Iterator[list[Asked]]:
        """Each officer looks at the own queue, and at cases that wait in it: at half of them, the others are taken."""
        for (role, unit), waiting in self.waiting.items():
            for account in accounts_of(role, unit):
                session = self._session(account, "Ora", second_factor=True)
                for _ in range(VISITS_OF_EACH):
                    cases = [_case(task, session) for task in self.chance.choices(waiting[::2], k=2)]
                    yield [self._queue(session), *cases]

    def _taking_on(self) -> Iterator[list[Asked]]:
        """Each case that nobody holds is taken by one officer, once."""
        for (role, unit), waiting in self.waiting.items():
            accounts = accounts_of(role, unit)
            for task in (each for each in waiting[1::2] if accounts and each.claimed_by is None):
                session = self._session(self.chance.choice(accounts), "Ora", second_factor=True)
                taken, case = (
                    Asked("claim", "POST", f"/desk/tasks/{task.id}/claim/", session, expect=302),
                    _case(task, session),
                )
                yield [self._queue(session), case, taken, case]

    def _queue(self, session: str) -> Asked:
        return Asked("queue", "GET", f"/desk/{self.chance.choice(QUEUE)}", session)

    @cached_property
    def waiting(self) -> dict[tuple[str, str], list[Any]]:
        """Tasks that are anybody's turn, by post, those that wait longest first."""
        found: dict[tuple[str, str], list[Any]] = {}
        tasks = apps.get_model("casework", "Task").objects.filter(state="open").order_by("id")
        for task in tasks.annotate(reference=F("case__reference")):
            found.setdefault((task.role, task.unit), []).append(task)
        return found

    def _counter(self) -> Iterator[list[Asked]]:
        """A clerk finds whoever stands there by name, opens the person's page and begins an application with them."""
        for account in accounts_of(CLERK, COUNTER)[:CLERKS]:
            session = self._session(account, "Ora", second_factor=True)
            for citizen in self.chance.sample(self.island.citizens, min(VISITS_OF_EACH, len(self.island.citizens))):
                words, person = (
                    quote_plus(f"{citizen.given} {citizen.family}"),
                    f"/desk/counter/people/{citizen.party}/",
                )
                (service,) = self.chance.choices(list(services()), list(services().values()))
                yield [
                    Asked("counter", "GET", f"/desk/counter/?words={words}", session),
                    Asked("person", "GET", person, session),
                    Asked("begin", "POST", person, session, f"service={service}&agreement=spoken", expect=302),
                ]

    def _session(self, account_id: UUID | None, called: str = "", *, second_factor: bool = False, **more: Any) -> str:
        """The key of an open visit; one for each account, with and without a second factor, but for those that carry something of their own."""
        known_as = (account_id, second_factor)  # an officer asks for things too
        if known_as in self.sessions and not more:
            return self.sessions[known_as]
        key = get_random_string(32)
        known = _signed_in(account_id, called, second_factor=second_factor) if account_id else {}
        self.rows.append(SessionStore(key).create_model_instance({**known, **more}))
        if account_id and not more:
            self.sessions[known_as] = key
        return key

    def _language(self) -> str:
        return "acf" if self.chance.random() < KWEYOL else "en"


def _case(task: Any, session: str) -> Asked:
    return Asked("case", "GET", f"/desk/cases/{task.reference}/", session)


def accounts_of(role: str, unit: str) -> list[UUID]:
    """Of whoever sits there today."""
    holders = [each for each in list_holders(role=role, unit=unit, at=now()) if each.unit == unit]
    return [account for each in holders if (account := find_account_of(each.party_id))]


def _signed_in(account_id: UUID, called: str, *, second_factor: bool) -> dict[str, Any]:
    account: Any = get_user_model().objects.only("id", "password").get(id=account_id)
    return {
        SESSION_KEY: str(account_id),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: account.get_session_auth_hash(),
        SECOND_FACTOR: second_factor,
        CHOSEN: "en",
        CALLED: called,
        **facts_of_session(at=now(), device="bench"),
    }
