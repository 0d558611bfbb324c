import zipfile

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.icio import looks_like_icio, read_icio

FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")


def lines_of(table, *, industries=None, out="OUT", taxes="TLS", added="VA", closing="OUT"):
    """The release's own layout: V1, industries, six kinds of final demand by economy, output; closing rows."""
    labels = industries or [f"{r}_{s}" for r in table.regions for s in table.sectors]
    economies = dict.fromkeys(label.split("_")[0] for label in labels) if industries else table.regions
    header = ["V1", *labels, *(f"{r}_{use}" for r in economies for use in FINAL), out]
    body = table.flat()
    output = table.output.ravel()
    inputs = body[:, : len(labels)].sum(axis=0)
    rows = [[label, *row, total] for label, row, total in zip(labels, body, output, strict=True)]
    taxed = 0.01 * output
    width = body.shape[1] - len(labels)
    rows += [
        [taxes, *taxed, *np.zeros(width), taxed.sum()],
        [added, *(output - inputs - taxed), *np.zeros(width), 0.0],
        [closing, *output, *body[:, len(labels) :].sum(axis=0), output.sum()],
    ]
    return [",".join(map(str, row)) for row in [header, *rows]]


def write(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_release_of_2025(tmp_path, small_table):
    table = small_table()
    found = read_icio(write(tmp_path / "2022_SML.csv", lines_of(table)))
    assert found.regions == ("AUS", "CHN", "ROW")
    assert found.sectors == ("A01", "C10T12", "G")
    assert found.goods == (True, True, False)
    assert found.year == 2022
    np.testing.assert_allclose(found.flows, table.flows, rtol=1e-12)
    np.testing.assert_allclose(found.input_use, table.use, rtol=1e-12)
    world = found.world("small")
    np.testing.assert_allclose(world.value_added, table.output - table.inputs.sum(axis=(0, 1)), rtol=1e-9)
    assert "OECD" in world.provenance["attribution"]


def test_older_release_adds_up_types_of_firms(tmp_path, small_table):
    table = small_table(regions=("CN1", "CN2", "USA"))
    labels = [f"{r}_{s}" for r in table.regions for s in table.sectors]
    lines = lines_of(table, industries=labels, out="TOTAL", taxes="USA_TAXSUB", added="VALU", closing="OUTPUT")
    lines[0] = lines[0].replace("CN1_HFCE", "CHN_HFCE")
    found = read_icio(write(tmp_path / "ICIO2021_2018.csv", lines))
    assert found.regions == ("CHN", "USA")
    assert found.year == 2018
    flows = table.flows
    assert found.flows[1, 0].tolist() == pytest.approx((flows[2, 0] + flows[2, 1]).tolist())
    assert found.flows[0, 0].tolist() == pytest.approx(flows[:2, :2].sum(axis=(0, 1)).tolist())
    assert found.input_use[0].tolist() == [pytest.approx(row) for row in table.use[:2].sum(axis=0).tolist()]


def test_archive_as_downloaded(tmp_path, small_table):
    table = small_table()
    path = tmp_path / "2016-2022_SML.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for year in (2021, 2022):
            archive.writestr(f"{year}_SML.csv", "\n".join(lines_of(table)))
        archive.writestr("ReadMe.txt", "notes")
    assert read_icio(path, 2021).year == 2021
    with pytest.raises(DataError, match=r"2021_SML.csv, 2022_SML.csv; say with --year"):
        read_icio(path)


def test_inventories_below_zero_are_cut_and_told(tmp_path, small_table):
    table = small_table()
    table.final[0, 1, 1, :] = 0.0
    table.final[0, 1, 1, 4] = -4.0
    found = read_icio(write(tmp_path / "2022_SML.csv", lines_of(table)))
    assert found.flows[1, 0, 1] == pytest.approx(table.inputs[0, 1, 1].sum())
    assert "1 final sales below zero, 4 USD mn" in " ".join(found.notes)
    assert found.world("cut").problems() == []


def test_it_is_recognised_by_its_header(small_table):
    assert looks_like_icio(lines_of(small_table())[0])
    assert not looks_like_icio("importer,exporter,sector,value")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda lines: [line.replace("AUS_A01", "AUS_A02", 1) for line in lines[:1]] + lines[1:], "AUS_A01"),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "twice"),
        (
            lambda lines: [lines[0].replace("AUS_HFCE", "AUS_WINE"), *lines[1:]],
            "has the column AUS_WINE",
        ),
        (lambda lines: [lines[0], lines[1].replace(lines[1].split(",")[2], "much", 1), *lines[2:]], "is none"),
        (
            lambda lines: [lines[0], lines[1].replace(lines[1].split(",")[2], "", 1), *lines[2:]],
            "column AUS_C",
        ),
        (
            lambda lines: [",".join(line.split(",")[:-12] + line.split(",")[-1:]) for line in lines],
            "is gone",
        ),
        (lambda _: ["nothing"], "no ICIO table"),
        (lambda _: [""], "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path, small_table, change, sentence):
    path = write(tmp_path / "2022_SML.csv", change(lines_of(small_table())))
    with pytest.raises(DataError, match=sentence):
        read_icio(path)


def test_a_name_without_a_year(tmp_path, small_table):
    path = write(tmp_path / "table.csv", lines_of(small_table()))
    with pytest.raises(DataError, match="--year"):
        read_icio(path)
    assert read_icio(path, 2020).year == 2020
