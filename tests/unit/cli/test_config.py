"""detente config, settings from files and the environment, and completion."""

import subprocess
import sys

import pytest


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DETENTE_DATA", raising=False)


def day(said):
    return said.json["rows"][0]["on"]


RATES = ("rates", "dispute", "USA", "CHN", "--definition", "statutory-weighted", "--json")


def test_a_flag_wins_over_environment_file_user_file_and_default(detente, tmp_path, monkeypatch):
    assert day(detente(*RATES)) == "2025-05-12"
    user = tmp_path / "home" / "detente" / "config.toml"
    user.parent.mkdir(parents=True)
    user.write_text('[rates]\non = "2025-01-21"\n')
    assert day(detente(*RATES)) == "2025-01-21"
    (tmp_path / "detente.toml").write_text("[rates]\non = 2025-01-22\n")
    assert day(detente(*RATES)) == "2025-01-22"
    monkeypatch.setenv("DETENTE_RATES_ON", "2025-01-23")
    assert day(detente(*RATES)) == "2025-01-23"
    assert day(detente(*RATES, "--on", "2025-01-24")) == "2025-01-24"


def test_show_names_the_origin_of_each_value(detente, tmp_path, monkeypatch):
    (tmp_path / "detente.toml").write_text("[rates]\non = 2025-01-22\n[world.info]\njson = true\n")
    monkeypatch.setenv("DETENTE_RATES_ON", "2025-01-23")
    monkeypatch.setenv("DETENTE_DATA", "elsewhere")
    rows = {row["setting"]: row for row in detente("config", "show", "--origin", "--json").json["rows"]}
    assert rows["rates --on"]["value"] == "2025-01-23"
    assert rows["rates --on"]["origin"] == "environment DETENTE_RATES_ON"
    assert rows["world info --json"]["origin"] == "detente.toml, table [world.info], key json"
    assert rows["DETENTE_DATA"]["value"] == "elsewhere"
    assert rows["DETENTE_WORKSPACE"]["origin"] == "default"
    assert "environment DETENTE_RATES_ON" in detente("config", "show", "--origin").out
    assert "environment DETENTE_RATES_ON" not in detente("config", "show").out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[ratse]\non = 2025-01-22\n", 'detente.toml, table [ratse], key on: there is no verb "ratse" with settings'),
        ("[rates]\nonn = 2025-01-22\n", 'detente rates has no option "onn". Did you mean on'),
        ("[world.inof]\njson = true\n", 'detente.toml, table [world.inof], key json: there is no verb "world.inof"'),
        ("on = 2025-01-22\n", 'key "on": settings stand in the table of a verb'),
        ("[rates\n", "detente.toml cannot be read"),
    ],
)
def test_what_a_file_must_not_say(detente, tmp_path, text, sentence):
    (tmp_path / "detente.toml").write_text(text)
    said = detente("cases")
    assert said.code == 2
    assert sentence in said.err


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("DETENTE_DTAA", "environment DETENTE_DTAA"),
        ("DETENTE_RATES_ONN", 'detente rates has no option "onn"'),
        ("DETENTE_WORLD_INFO_JSN", 'detente world info has no option "jsn"'),
    ],
)
def test_misspelt_variables(detente, monkeypatch, name, sentence):
    monkeypatch.setenv(name, "1")
    said = detente("cases")
    assert said.code == 2
    assert sentence in said.err


def completed(folder, *words):
    command = [sys.executable, "-m", "detente", "__complete", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return [line.split("\t")[0] for line in done.stdout.splitlines() if line and line != "begin"]


def test_names_complete(detente, tmp_path):
    run = detente("run", "dispute:half", "--json").json["run"]
    assert {"us-china-2025", "dispute"} <= set(completed(tmp_path, "brief", ""))
    assert "dispute:half" in completed(tmp_path, "run", "")
    assert run in completed(tmp_path, "compare", "")
    assert "CHN" in completed(tmp_path, "rates", "us-china-2025", "USA", "C")
    assert {"2024", "toy"} <= set(completed(tmp_path, "world", "info", ""))


def test_a_script_is_written_where_asked(detente, tmp_path):
    said = detente("--install-completion", "--shell", "zsh", "--output", str(tmp_path / "_detente"))
    assert said.code == 0
    assert "compdef detente" in (tmp_path / "_detente").read_text()
