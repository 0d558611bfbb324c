import re
from datetime import date

import pytest

from detente.case.assumptions import hindsight, load_assumptions
from detente.case.courses import HOME, PROHIBITIVE, SHARES
from detente.case.path import MISFIT
from detente.case.path_record import PRIOR_MEAN, PRIOR_SD, SIDES
from detente.case.pressure_draws import (
    BUFFER,
    BUFFER_OTHERS,
    CAPITAL_RANGE,
    COMMITTED_RANGE,
    ETA_RANGE,
    FREEZE,
    LOWEST_WAGE,
    REGIME_WIDTH,
    SIGMA_RANGE,
)
from detente.economy.critical import SUBSTITUTION, YEARS, CriticalInputs
from detente.economy.distress import Firms
from detente.economy.draws import COMMON, SPREAD
from detente.economy.pain import SCALES
from detente.economy.path import Path
from detente.economy.shortrun import CHI, EROSION, ShortRun

FIRMS, BUYERS, INPUTS = Firms(), SIDES[0].buyers, CriticalInputs()
WORDS = {"half": 0.5, "two": 2.0, "five": 5.0, "no": 0.0, "nothing": 0.0}
SAID = {
    ("elasticity-draws", "value"): (SPREAD, COMMON),
    ("short-run-capital-share", "value"): (ShortRun().capital_share,),
    ("short-run-capital-share", "range"): CAPITAL_RANGE,
    ("wage-rigidity", "range"): (LOWEST_WAGE,),
    ("monetary-regime", "range"): (REGIME_WIDTH,),
    ("input-substitution", "range"): (*SIGMA_RANGE, *ETA_RANGE),
    ("wage-rigidity", "value"): (1.0, 100 * (1 - EROSION)),
    ("monetary-regime", "value"): tuple(CHI.values()),
    ("input-substitution", "value"): ShortRun().input_substitution,
    ("cash-buffers", "what"): (FIRMS.buffer_spread,),
    ("cash-buffers", "value"): (*BUFFER.values(), BUFFER_OTHERS, FIRMS.credit),
    ("firms-of-exporters", "value"): (FIRMS.variable_cost, FIRMS.fixed_cost, FIRMS.market_share, FIRMS.concentration),
    ("committed-days", "value"): (FIRMS.committed_days,),
    ("committed-days", "range"): COMMITTED_RANGE,
    ("order-freeze", "range"): (0.0, FREEZE),
    ("pain-weights", "value"): tuple(scale.weight for scale in SCALES),
    ("pain-references", "value"): tuple(100 * scale.reference for scale in SCALES),
    ("critical-substitution", "value"): (*SUBSTITUTION, YEARS),
    ("critical-choke", "value"): (INPUTS.choke,),
    ("critical-stocks", "value"): (INPUTS.under_way_days,),
    ("critical-licences", "value"): (INPUTS.licensed, INPUTS.rerouted),
    ("path-stocks", "value"): (BUYERS.stock, BUYERS.adjust),
    ("path-beliefs", "what"): (100 * PROHIBITIVE,),
    ("path-beliefs", "value"): (BUYERS.belief, BUYERS.reversal),
    ("path-lags", "value"): tuple(lag for side in SIDES for lag in side.lags),
    ("path-waived", "value"): (SIDES[1].waived,),
    ("path-rivals", "value"): (HOME, *(100 * end for end in SHARES)),
    ("path-misfit", "value"): (MISFIT,),
    ("path-prior", "value"): (
        PRIOR_MEAN[0],
        PRIOR_MEAN[1],
        round(BUYERS.zeta, 2),
        *(100 * side.scatter for side in SIDES),
        *(100 * side.calendar[k] for side, k in zip(SIDES, (0, 2), strict=True)),
        SIDES[0].calendar[1],
    ),
    ("path-prior", "range"): PRIOR_SD,
    ("path-speed", "value"): (Path().impact, Path().memory),
}
"""Numbers of the code that a field of a row must state, in any order and with others beside them."""


def test_every_row_says_value_range_and_source():
    rows = load_assumptions()
    assert len({row.id for row in rows}) == len(rows) >= 8
    for row in rows:
        assert all((row.what, row.value, row.range, row.source)), row.id


@pytest.mark.parametrize(("row", "field"), SAID)
def test_the_register_says_what_the_code_assumes(row, field):
    text = getattr(next(r for r in load_assumptions() if r.id == row), field)
    said = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text)]
    said += [number for word, number in WORDS.items() if re.search(rf"\b{word}\b", text)]
    missing = [value for value in SAID[row, field] if not any(value == pytest.approx(n, abs=1e-9) for n in said)]
    assert not missing, f"{row}, {field}: the code has {missing}, the register says {text!r}"


def test_what_is_said_to_be_varied_is_varied(findings):
    """The register and the sensitivity run name the same assumptions."""
    moved = {spread.assumption.id for spread in findings.spread if spread.share}
    toy_has_no = {"china-waivers"}
    assert moved == {row.id for row in load_assumptions() if row.varied} - toy_has_no


def test_rows_that_rest_on_later_knowledge_are_found():
    rows = load_assumptions()
    late = [row.id for row in hindsight(date(2025, 4, 13), rows)]
    assert "path-waived" in late
    assert "path-beliefs" not in late
    assert {row.id for row in hindsight(date(2019, 9, 15), rows)} > set(late)
    assert hindsight(date(2026, 1, 1), rows) == ()
    # a source that names a day of 2025 must say so, or a brief of an earlier day would pass it for known
    assert all(row.known for row in rows if " April 2025" in row.source)
