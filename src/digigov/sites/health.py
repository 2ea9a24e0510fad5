"""Whether this process can serve: for a proxy or a supervisor that asks often. Tells nothing else."""

from django.db import connection
from django.http import HttpRequest, HttpResponse

from digigov.sites.access import open_to


@open_to("everyone")
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
