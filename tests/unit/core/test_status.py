import pytest

from detente.core.status import Certificate, Status


def test_a_certificate_is_good_only_if_converged():
    for status in Status:
        certificate = Certificate("anderson", status, 9, 1e-12, 1e-13)
        assert certificate.ok is (status is Status.CONVERGED)
        assert status.value[0].islower(), "a status is the middle of a sentence"


def test_a_certificate_cannot_be_changed_through_what_it_was_made_of():
    assumed = {"deficits": "fixed"}
    certificate = Certificate("anderson", Status.CONVERGED, 9, 0.0, 0.0, assumed)
    assumed["deficits"] = "balanced"
    assert certificate.assumptions["deficits"] == "fixed"
    with pytest.raises(TypeError):
        certificate.assumptions["deficits"] = "none"
