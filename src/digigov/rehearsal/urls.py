"""Pages that exist only in the rehearsal; ``config/urls.py`` leaves them out of production."""

from django.urls import path

from digigov.rehearsal import messages

app_name = "rehearsal"
urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/<str:kind>/<str:name>/", messages.message, name="message"),
]
