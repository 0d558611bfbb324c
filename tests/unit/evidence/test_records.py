from datetime import date

import pytest
from pydantic import ValidationError

from detente.evidence.records import Document

SOUND = {"id": "order", "title": "Order", "outlet": "federal-register"}


def test_a_document_has_a_day_or_an_interval():
    assert Document(**SOUND, published=date(2025, 4, 2)).published == date(2025, 4, 2)
    spell = Document(**SOUND, published={"from": date(2025, 4, 1), "to": date(2025, 4, 3)}).published
    assert (spell.from_, spell.to, spell.best, spell.basis) == (date(2025, 4, 1), date(2025, 4, 3), None, "stated")


@pytest.mark.parametrize("published", ["2025-04-02", {"from": date(2025, 4, 1)}, None, 2025])
def test_a_document_without_a_proper_day_is_refused(published):
    with pytest.raises(ValidationError):
        Document(**SOUND, published=published)


def test_an_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="author"):
        Document(**SOUND, published=date(2025, 4, 2), author="me")
