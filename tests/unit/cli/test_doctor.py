"""detente doctor."""


def test_a_sound_installation(detente):
    said = detente("doctor", "--json")
    assert said.code == 0
    states = {row["what"]: row["state"] for row in said.json["rows"]}
    assert {what: state for what, state in states.items() if what != "data folder"} == dict.fromkeys(
        ("python", "packages", "charts", "world", "cases"), "ok"
    )
    assert all(row["sentence"].endswith(".") for row in said.json["rows"])


def test_a_missing_package_is_named(detente, monkeypatch):
    monkeypatch.setattr("detente.cli.doctor.PACKAGES", ("numpy", "no-such-package"))
    said = detente("doctor")
    assert said.code == 5
    assert "no-such-package not installed" in " ".join(said.out.split())
    assert said.err.startswith("detente: something needed is missing: packages;")


def test_the_data_folder_is_optional(detente, monkeypatch):
    monkeypatch.delenv("DETENTE_DATA", raising=False)
    rows = detente("doctor", "--json").json["rows"]
    assert rows[-1]["state"] == "optional"
