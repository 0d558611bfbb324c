"""A small consistent world input-output table, which the tests of readers write down in each native format."""

from dataclasses import dataclass

import numpy as np
import pytest


@dataclass(frozen=True)
class Small:
    """Rows sell: ``inputs[i, j, n, k]``, ``final[i, j, n, f]``; regions by sectors by uses."""

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    inputs: np.ndarray
    final: np.ndarray

    @property
    def output(self):
        return self.inputs.sum(axis=(2, 3)) + self.final.sum(axis=(2, 3))

    @property
    def flows(self):
        return (self.inputs.sum(axis=3) + self.final.sum(axis=3)).transpose(2, 0, 1)

    @property
    def use(self):
        return self.inputs.sum(axis=0).transpose(1, 0, 2)

    def flat(self):
        """Rows of the table: inputs and final demand side by side."""
        rows = len(self.regions) * len(self.sectors)
        return np.hstack([self.inputs.reshape(rows, -1), self.final.reshape(rows, -1)])


@pytest.fixture
def small_table():
    def make(regions=("AUS", "CHN", "ROW"), sectors=("A01", "C10T12", "G"), uses=6):
        numbers = np.random.default_rng(7)
        N, J = len(regions), len(sectors)
        inputs = np.round(numbers.uniform(1.0, 5.0, (N, J, N, J)), 3)
        final = np.round(numbers.uniform(10.0, 30.0, (N, J, N, uses)), 3)
        return Small(tuple(regions), tuple(sectors), inputs, final)

    return make
