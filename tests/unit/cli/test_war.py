import json

import numpy as np
import pytest

from detente.__main__ import main


def run(capsys, *words):
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def arrays(tmp_path):
    rng = np.random.default_rng(7)
    flows = rng.uniform(1.0, 5.0, (3, 3, 2))
    flows[np.arange(3), np.arange(3)] += 30.0
    tariff = np.full((3, 3, 2), 0.05)
    tariff[np.arange(3), np.arange(3)] = 0.0
    file = tmp_path / "raw.npz"
    # stored with the exporter first
    np.savez(
        file,
        flows=flows.transpose(1, 0, 2),
        tariff=tariff.transpose(1, 0, 2),
        regions=np.array(["AAA", "BBB", "CCC"]),
        sectors=np.array(["one", "two, and more"]),
    )
    return file


def test_raw_arrays_become_a_world_and_its_war_is_printed(arrays, tmp_path, capsys):
    world = tmp_path / "w.npz"
    words = ("world", "import", str(arrays), "--axes", "exporter,importer,sector", "--year", "2020", "--unit", "USD mn")
    code, _, err = run(capsys, *words, "--out", str(world))
    assert code == 0, err
    sets = tmp_path / "sets.csv"
    sets.write_text('sector,mine,other\none,3,5\n"two, and more",4,5\n', encoding="utf-8")
    words = ("war", "--world", str(world), "--players", "all", "--instruments", "uniform", "-q", "--json")
    code, out, err = run(capsys, *words, "--elasticity", f"{sets}:mine")
    assert code == 0, err
    answer = json.loads(out)
    assert answer["schema"] == "detente.war/1"
    assert [row["region"] for row in answer["tariffs"]] == ["AAA", "BBB", "CCC"]
    assert all(0.1 < row["tariff"] < 0.6 and row["welfare"] < 0.01 for row in answer["tariffs"])
    assert answer["certificate"]["status"] == "CONVERGED"
    code, _, err = run(capsys, *words, "--elasticity", str(sets))
    assert code == 2
    assert "mine, other" in err
    folder = tmp_path / "data" / "elasticities"
    folder.mkdir(parents=True)
    (folder / "mine.csv").write_bytes(sets.read_bytes())
    code, again, _ = run(capsys, *words, "--elasticity", "mine", "--data", str(tmp_path / "data"))
    assert code == 0
    assert json.loads(again)["tariffs"] == answer["tariffs"]


def test_a_war_of_two_by_sector_says_what_a_reader_needs(capsys):
    code, out, _ = run(
        capsys, "war", "--world", "toy", "--elasticity", "4", "--players", "USA,CHN", "--instruments", "sector", "-q"
    )
    assert code == 0
    for sentence in ("War of USA and CHN", "Scenario, not forecast", "by moving alone", "Multiplicity", "real income"):
        assert sentence in " ".join(out.split())


def test_a_war_in_the_short_run_says_so(capsys):
    words = ("war", "--world", "toy", "--elasticity", "4", "--players", "USA,CHN", "-q", "--json")
    found = {}
    for months in ((), ("--months", "12")):
        code, out, err = run(capsys, *words, *months)
        assert code == 0, err
        found[months] = json.loads(out)
    short, long = found["--months", "12"], found[()]
    assert "short run after 12 months" in short["certificate"]["assumptions"]["model"]
    assert short["certificate"]["status"] == "CONVERGED"
    rates = [[row["tariff"] for row in answer["tariffs"]] for answer in (short, long)]
    assert max(abs(one - two) for one, two in zip(*rates, strict=True)) > 0.01


def test_rates_of_every_instrument_are_the_csv(capsys):
    words = ("war", "--world", "toy", "--elasticity", "4", "--players", "USA,CHN", "--instruments", "sector", "-q")
    code, out, _ = run(capsys, *words, "--format", "csv")
    assert code == 0
    head, *rows = out.splitlines()
    assert head.split(",") == ["player", "partner", "sector", "rate", "trade"]
    assert len(rows) >= 4


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--players", "USA,XYZ"), 2, "XYZ is no economy or group"),
        (("--on", "2025-04-12"), 2, "go with a case"),
        (("--elasticity", "none.csv"), 3, "no file none.csv"),
        (("--players", "USA", "--objective", "rival-loss", "--elasticity", "4"), 2, "exactly two players"),
        (("--world", "nowhere"), 3, "nowhere"),
        (("--months", "0", "--elasticity", "4"), 2, "--months 0: give a number above 0"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(words, code, says, capsys):
    found, _, err = run(capsys, "war", *(() if "--world" in words else ("--world", "toy")), *words)
    assert found == code
    assert says in err


def test_many_players_by_sector_are_refused(capsys):
    code, _, err = run(capsys, "war", "--world", "2024", "--instruments", "sector", "-q")
    assert code == 2
    assert "at most 10" in err
