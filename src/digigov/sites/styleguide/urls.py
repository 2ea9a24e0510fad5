from django.urls import path

from digigov.sites.styleguide import pages

app_name = "styleguide"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<slug:name>/", pages.component, name="component"),
]
