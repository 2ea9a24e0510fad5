"""Whoever guesses a code is stopped, however the reference is written."""

import pytest
from django.urls import reverse

from digigov.kernel.references import make_reference

pytestmark = pytest.mark.django_db


def test_guessing_a_code_ends_after_ten_tries_in_any_spelling(client):
    reference = make_reference(kind="A", year=2026, number=123)
    spellings = [
        reference,
        reference.lower(),
        reference.replace("-", " "),
        reference.replace("-", ""),
        f" {reference} ",
    ]

    answers = [
        client.post(reverse("portal:track"), {"reference": spellings[n % 5], "code": str(n)}).status_code
        for n in range(11)
    ]

    assert 429 not in answers[:10]
    assert answers[10] == 429
