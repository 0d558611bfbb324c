from datetime import date

import pytest
from pydantic import ValidationError

from detente.case.publishers import Adjustment


def test_an_adjustment_has_its_days_and_its_side():
    given = {"component": "dates", "importer": "USA", "from": date(2025, 4, 5), "until": date(2025, 4, 9), "why": "w"}
    step = Adjustment.model_validate(given)
    days = [date(2025, 4, day) for day in (4, 5, 8, 9)]
    assert [step.applies("USA", day) for day in days] == [False, True, True, False]
    assert not step.applies("CHN", days[1])
    endless = Adjustment.model_validate({**given, "until": None})
    assert endless.applies("USA", date(2026, 1, 1))
    with pytest.raises(ValidationError, match="component"):
        Adjustment.model_validate({**given, "component": "weights"})
