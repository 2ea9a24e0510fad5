"""The ways of the code: allowed or refused at the window, exchanged for tokens by the client."""

from datetime import datetime

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError, OAuth2Request
from django.db import transaction
from django.db.models import Q

from digigov.kernel.actor import Actor
from digigov.kernel.errors import NotAllowed
from digigov.modules.audit import commands as audit
from digigov.modules.openid import kept, rules, settings
from digigov.modules.openid.definitions import Answer, Asked, SignedIn
from digigov.modules.openid.models import Consent, Token
from digigov.modules.openid.protocol import Server, request_of


@transaction.atomic
def allow(*, by: Actor, at: datetime, asked: Asked, who: SignedIn) -> Answer:
    """
    Send the browser back to the client with a code. The request is checked anew, as if it had never been shown.

    :raises NotAllowed: if the person at the window is not who signed in, has not allowed what is asked for, or has not proved as
        much as is asked for. That nothing is told later (``offline_access``) may be refused: the rest is told all the same.
    """
    if by.account_id is None or by.account_id != who.account_id:
        raise NotAllowed
    server, request = Server(issuer=settings.issuer()), request_of(asked, at=at)
    try:
        checked = server.get_consent_grant(request, end_user=who)
    except OAuth2Error as error:
        return _said(server, error, request)
    wanted = set(rules.scopes_in(request.scope))
    allowed = Consent.objects.filter(account_id=who.account_id, client_id=request.client.row.id, ended_at=None).first()
    levels = {"identity": who.identity, "authentication": who.authentication}
    lacks = rules.missing_for(request.payload.data.get("acr_values"), **levels)
    if allowed is None or not rules.without_later(wanted) <= set(allowed.scopes) or lacks:
        raise NotAllowed
    request.left_out = wanted - set(allowed.scopes)
    answer: Answer = server.create_authorization_response(request, grant_user=who, grant=checked)
    details = {"client": request.client.row.id, "acr": who.acr}
    audit.record(by=by, at=at, action="openid.signed-in-there", subject_id=who.party_id, details=details)
    return _with_issuer(answer)


def refuse(*, at: datetime, asked: Asked, error: type[OAuth2Error] = AccessDeniedError) -> Answer:
    """Send the browser back with an error, if the request names a client and an address of its own; else say it here (400)."""
    server, request = Server(issuer=settings.issuer()), request_of(asked, at=at)
    try:
        checked = server.get_consent_grant(request, end_user=None)
    except OAuth2Error as wrong:
        return _said(server, wrong, request)
    return _said(server, error(redirect_uri=checked.redirect_uri), request)


@transaction.atomic
def answer_token_request(*, at: datetime, asked: Asked) -> Answer:
    """
    What the token endpoint answers (RFC 6749, 3.2): tokens, or an error in the standard's words. Whatever secret was shown is
    spent, also if the rest is wrong.
    """
    repeated = [name for name, values in asked.form.items() if len(values) > 1]
    if repeated or asked.query:
        return Answer(400, {"error": "invalid_request"}, _JSON)
    answer: Answer = Server(issuer=settings.issuer()).create_token_response(request_of(asked, at=at))
    return answer


@transaction.atomic
def end_token(*, at: datetime, asked: Asked) -> Answer:
    """A client gives back what it holds (RFC 7009): an access token alone, or with a refresh token all of that sign-in."""
    server, request = Server(issuer=settings.issuer()), request_of(asked, at=at)
    try:
        client = server.authenticate_client(
            request, ("client_secret_basic", "client_secret_post", "none"), "revocation"
        )
    except OAuth2Error as error:
        return _said(server, error, request)
    shown = Token.objects.filter(
        digest=kept.digest(request.form.get("token", "")), sign_in__client_id=client.get_client_id()
    ).first()
    if shown is not None and shown.kind == "refresh":
        kept.end_sign_ins(Q(id=shown.sign_in_id), at=at)
    elif shown is not None:
        shown.delete()
    return Answer(200, {}, _JSON)


_JSON = (("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def _said(server: Server, error: OAuth2Error, request: OAuth2Request) -> Answer:
    error.state = error.state or request.payload.state
    return _with_issuer(server.handle_error_response(request, error))


def _with_issuer(answer: Answer) -> Answer:
    """Says whose answer it is (RFC 9207), against a client that mixes up two issuers."""
    if not answer.location:
        return answer
    between = "&" if "?" in answer.location else "?"
    return Answer(302, "", (("Location", f"{answer.location}{between}{settings.issuer_parameter()}"),))
