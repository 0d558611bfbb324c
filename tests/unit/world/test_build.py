"""The whole build; needs the data folder, which is not part of the repository."""

import os
from pathlib import Path

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.world.build import build_world, write_build
from detente.world.load import DATA, load_concordance, load_countries, load_world

FOLDER = Path(os.environ.get("DETENTE_DATA") or Path(__file__).parents[4] / "shared" / "data")
needs_data = pytest.mark.skipif(
    not (FOLDER / "icio").is_dir(), reason="the data folder is not here: set DETENTE_DATA to build the world anew"
)


@pytest.fixture(scope="module")
def build():
    return build_world(FOLDER, load_countries(), load_concordance().goods)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match=r"icio2022_81x28\.npz.*--data"):
        build_world(tmp_path, load_countries(), load_concordance().goods)


@needs_data
def test_every_check_is_met(build):
    assert len(build.checks) == 7
    assert [name for name, _, _, met in build.checks if not met] == []


@needs_data
def test_building_anew_gives_the_shipped_files(build, tmp_path):
    assert build.world.digest == load_world("2024").digest
    for path in write_build(build, tmp_path):
        shipped = DATA / path.relative_to(tmp_path)
        if path.suffix == ".csv":
            assert path.read_bytes() == shipped.read_bytes(), path.name
        else:
            with np.load(path) as new, np.load(shipped) as old:
                assert new.files == old.files
                assert all(np.array_equal(new[name], old[name]) for name in new.files), path.name


@needs_data
def test_services_add_up_to_the_published_totals(build):
    from detente.world.calibration import services

    with (
        np.load(FOLDER / "icio" / "icio2022_81x28.npz") as total,
        np.load(FOLDER / "icio" / "icio2022_80x50_intermediate.npz") as inner,
    ):
        regions = total["regions"].tolist()
        flows28 = np.transpose(total["flow"], (1, 0, 2))
        table = services.fifty_sectors(
            flows28,
            total["use_from_row_imputed"][:-1].astype(float),
            np.transpose(inner["intermediate"], (1, 0, 2)).astype(float),
            inner["use"].astype(float),
            inner["final_and_row_sales"],
            [regions.index(code) for code in services.DONORS],
        )
        gross = inner["gross_output"]
    assert np.abs(table.flows[:, :, 27:].sum(axis=2) - flows28[:, :, 27]).max() < 1e-3 * flows28[:, :, 27].max()
    assert table.flows[:, :, 27:].sum() == pytest.approx(flows28[:, :, 27].sum(), rel=1e-5)
    assert np.abs(table.output[:80, 27:] - gross[:, 27:]).max() / gross.sum() < 1e-5
    assert table.flows.min() >= 0
    assert (table.input_use.sum(axis=2)[80] <= 0.9 * table.spending[80] * (1 + 1e-12)).all()
