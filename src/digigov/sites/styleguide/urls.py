from django.urls import path

from digigov.sites.styleguide import pages, questions

app_name = "styleguide"
urlpatterns = [
    path("", pages.index, name="index"),
    path("questions/", questions.empty, name="questions"),
    path("questions-with-errors/", questions.wrong, name="questions-with-errors"),
    path("<slug:name>/", pages.component, name="component"),
]
