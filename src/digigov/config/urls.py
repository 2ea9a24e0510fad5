"""Every door of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("digigov.sites.portal.urls")),
    path("desk/", include("digigov.sites.desk.urls")),
]
