"""Who may answer a request, speak for its reporter, or see it; and who must not, because it is about them."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from digigov.kernel import codes
from digigov.kernel.actor import Actor, system
from digigov.kernel.errors import DomainError, NotAllowed, NotFound
from digigov.kernel.references import parse_reference
from digigov.modules.catalog.queries import REQUEST_SERVICE
from digigov.modules.organizations import queries as organizations
from digigov.modules.service_requests.models import Request

ANSWER = "requests.answer"  # in a unit: the liaison officer, and those on the ladder above
ASSIST = "requests.open"  # in the owner's unit: 311's agents open, follow up and reopen for people
CODE_LENGTH = 8
ABOUT, LINK = "service-request", "service_requests.link"


class AboutYourOffice(NotAllowed):
    code = "request-about-your-office"
    message = _("This is about you, a relative or your office. Somebody else answers it.")


class LinkWorksNoMore(DomainError):
    code = "request-link-worn-out"
    message = _("This link works no more. Use the reference and the code, or call 311.")
    status = 404


def require_impartial(by: Actor, request: Request) -> None:
    """:raises AboutYourOffice: if it is the actor's own or a relative's, or about one of them, or about the unit where the actor sits."""
    if by.party_id is not None:
        tied = organizations.relatives_of(by.party_id) | {by.party_id}
        if tied & {request.reporter_id, request.about_party_id}:
            raise AboutYourOffice
    if request.about_unit and by.office in organizations.units_under(request.about_unit):
        raise AboutYourOffice


def answers(by: Actor, request: Request) -> bool:
    return by.kind == "officer" and by.may(ANSWER, unit=request.unit)


def assists(by: Actor, request: Request) -> bool:
    return by.kind == "officer" and by.may(ASSIST, unit=request.owner)


def require_answerer(by: Actor, request: Request) -> None:
    """:raises NotAllowed: unless an officer answers for that unit. :raises AboutYourOffice: if it is about them."""
    if not answers(by, request):
        raise NotAllowed
    require_impartial(by, request)


def require_seer(by: Actor, request: Request) -> None:
    """:raises NotAllowed: unless an officer answers it or is of the owner's unit. :raises AboutYourOffice: if it is about them."""
    if not (answers(by, request) or assists(by, request)):
        raise NotAllowed
    require_impartial(by, request)


def require_speaker(by: Actor, request: Request) -> None:
    """
    :raises NotAllowed: unless it is the reporter, an agent of the owner's unit, or the machine (a code or a link was shown, or a room above
        knows who speaks).
    """
    if by.is_system or by.stands_for(request.reporter_id, service=REQUEST_SERVICE):
        return
    if not assists(by, request):
        raise NotAllowed
    require_impartial(by, request)


def require_opener(by: Actor, *, party_id: UUID | None, owner: str) -> None:
    """:raises NotAllowed: unless for oneself, for nobody named, or as an agent of the owner's unit or the machine."""
    if by.is_system or party_id is None or by.stands_for(party_id, service=REQUEST_SERVICE):
        return
    if by.kind != "officer" or not by.may(ASSIST, unit=owner):
        raise NotAllowed


def new_code() -> tuple[str, str]:
    """A code, and what is kept of it."""
    code = codes.new_code(CODE_LENGTH)
    return code, digest_of(code)


def digest_of(code: str) -> str:
    return codes.digest(codes.tidy_code(code), key=settings.SECRET_KEY, about=ABOUT)


def opens(request: Request | None, code: str) -> bool:
    return hmac.compare_digest(request.code_hash if request else "", digest_of(code)) and request is not None


def by_code(reference: str) -> Actor:
    return system(f"code of {reference}")


def link_for(request: Request) -> str:
    """What opens the question whether it is done: works for this closing only, and fits into an SMS."""
    return _signed(f"{request.reference.replace('-', '')}-{request.reopened}", 24)


def read_link(token: str) -> tuple[str, int]:
    """Reference and closing of a link. :raises LinkWorksNoMore: if it is not ours."""
    reference, _dash, number = _unsigned(token, 24).rpartition("-")
    known = parse_reference(reference)
    if known is None:
        raise LinkWorksNoMore
    return known, int(number)


def follow_token(follower_id: UUID) -> str:
    return _signed(urlsafe_b64encode(follower_id.bytes).decode().rstrip("="), 16)


def read_follow_token(token: str) -> UUID:
    """:raises LinkWorksNoMore: if it is not ours."""
    return UUID(bytes=urlsafe_b64decode(f"{_unsigned(token, 16)}=="))


def _signed(text: str, length: int) -> str:
    return f"{text}-{codes.digest(text, key=settings.SECRET_KEY, about=LINK)[:length]}"


def _unsigned(token: str, length: int) -> str:
    text, _dash, _proof = token[:100].rpartition("-")
    if not hmac.compare_digest(_signed(text, length).encode(), token.encode()):
        raise LinkWorksNoMore
    return text


def lock(request_id: UUID) -> Request:
    """:raises NotFound: if there is no such request."""
    request = Request.objects.select_for_update().filter(id=request_id).first()
    if request is None:
        raise NotFound
    return request
