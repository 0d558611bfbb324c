"""The bundled case's records of diplomacy, opened once."""

import pytest

from detente.case.read import open_case


@pytest.fixture(scope="session")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="session")
def records(case):
    return case.diplomacy
