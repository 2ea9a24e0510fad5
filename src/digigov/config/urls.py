"""Every door of the house."""

from django.conf import settings
from django.urls import include, path

from digigov.sites.probes import PROBES

urlpatterns = [
    *(path(address[1:], view, name=address.strip("/").replace("/", "-")) for address, view in PROBES.items()),
    path("", include("digigov.sites.openid.urls")),
    path("", include("digigov.sites.portal.urls")),
    path("account/", include("digigov.sites.account.urls")),
    path("desk/", include("digigov.sites.desk.urls")),
    path("styleguide/", include("digigov.sites.styleguide.urls")),
    path("exchange/", include("digigov.sites.exchange.urls")),
]

if settings.REHEARSAL:
    urlpatterns += [path("rehearsal/", include("digigov.rehearsal.urls"))]

handler400 = "digigov.sites.failures.bad_request"
handler403 = "digigov.sites.failures.forbidden"
handler404 = "digigov.sites.failures.not_found"
handler500 = "digigov.sites.failures.broken"
