import json

import numpy as np
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


def test_a_certificate_as_json_and_back():
    details = {
        "rung": "sweep",
        "gaps": {"prices": 1e-13, "both": [1, None]},
        "masked": np.zeros(3),
        "path": [np.ones(2)],
    }
    certificate = Certificate("anderson", Status.MAX_ITERATIONS, 9, 1e-3, 1e-13, {"deficits": "fixed"}, details)
    parts = json.loads(json.dumps(certificate.as_json()))
    assert list(parts) == [
        "method",
        "status",
        "sentence",
        "iterations",
        "residual",
        "walras",
        "assumptions",
        "details",
    ]
    assert parts["status"] == "MAX_ITERATIONS"
    assert parts["sentence"] == Status.MAX_ITERATIONS.value
    assert list(parts["details"]) == ["rung", "gaps"]
    again = Certificate.from_json(parts)
    assert again.as_json() == parts
    assert again.status is Status.MAX_ITERATIONS
    with pytest.raises(KeyError):
        Certificate.from_json({**parts, "status": "DONE"})
