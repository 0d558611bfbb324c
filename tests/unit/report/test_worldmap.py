"""The map of the world: every economy has its place, the few far out do not hide the others."""

import json

import detente as dt
from detente.report.charts.worldmap import BORDERS, world_map_figure
from detente.report.export import figure_svg
from detente.world.load import load_map

WORLD = dt.load_world("2024")


def figure(changes):
    return world_map_figure(changes, {"USA": "United States"}, ("USA", "CHN"), "Long run.", "source line")


def test_every_economy_of_the_world_has_a_shape_or_a_point():
    world = load_map()
    shapes = {shape["id"] for shape in world.shapes["objects"]["countries"]["geometries"]}
    assert set(WORLD.regions) - shapes - set(world.points) == {"ROW"}
    assert not shapes & set(world.points)


def test_an_outlier_takes_the_end_of_the_scale():
    changes = dict.fromkeys(WORLD.regions, 0.001) | {"USA": -0.5, "CHN": -0.002}
    made = figure(changes)
    scale = made.spec["vconcat"][0]["layer"][1]["encoding"]["color"]["scale"]
    assert scale["domain"] == [-0.1, 0, 0.1]
    assert scale["clamp"]
    assert made.rows[0] == ("United States", -50.0)
    assert "United States −50.00 %, CHN −0.20 %" in made.title


def test_the_rest_of_the_world_is_not_coloured():
    made = figure({"USA": 0.01, "CHN": 0.02, "ROW": 0.9})
    assert "ROW" not in {row[0] for row in made.rows}
    assert "Largest gains: CHN +2.00 %" in made.description


def test_borders_and_source_stand_in_the_picture():
    svg = figure_svg(figure(dict.fromkeys(WORLD.regions, 0.001)))
    assert "no position is taken" in BORDERS
    assert "Natural Earth" in svg
    assert "source line" in svg
    assert json.dumps(load_map().shapes)[:20]
