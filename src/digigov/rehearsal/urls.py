"""Pages that exist only in the rehearsal; ``config/urls.py`` leaves them out of production."""

from django.urls import path

from digigov.rehearsal import clock_page, messages, pages

app_name = "rehearsal"
urlpatterns = [
    path("", pages.show_cast, name="cast"),
    path("sign-in/<slug:key>/", pages.sign_in_as, name="sign-in-as"),
    path("clock/", clock_page.clock, name="clock"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<str:kind>/<str:name>/", messages.message, name="message"),
]
