"""Product codes of the Harmonized System to ICIO sectors, by the industry that makes the good."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detente.core.errors import LabelError
from detente.core.labels import close_name

__all__ = ["Concordance", "digits"]

CODE = re.compile(r"[0-9][0-9. ]*")


def digits(code: str) -> str:
    """A product code without the dots and blanks people write: ``"8517.13.00"`` gives ``"85171300"``.

    Raises
    ------
    LabelError
        If it holds anything else, or not 2, 4, 6, 8 or 10 digits.
    """
    bare = code.replace(".", "").replace(" ", "")
    if not CODE.fullmatch(code.strip()) or len(bare) not in {2, 4, 6, 8, 10}:
        raise LabelError(f'"{code}" is no product code. Write 2, 4, 6, 8 or 10 digits, for instance 8517.13.')
    return bare


@dataclass(frozen=True, slots=True)
class Concordance:
    """HS subheadings to ICIO sectors.

    Attributes
    ----------
    hs6
        Six-digit code to sector code; editions 2017 and 2022 of the Harmonized System together.
    sectors
        Sector code to its name, the 27 goods sectors first, then the 23 services.
    goods
        Codes of the goods sectors.
    """

    hs6: Mapping[str, str]
    sectors: Mapping[str, str]
    goods: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "hs6", MappingProxyType(dict(self.hs6)))
        object.__setattr__(self, "sectors", MappingProxyType(dict(self.sectors)))

    def sectors_of(self, code: str) -> tuple[str, ...]:
        """All sectors that make goods of a code, in the order of the table; a heading may have several.

        Raises
        ------
        LabelError
            If no good has that code; the next shorter code that exists is named.
        """
        bare = digits(code)
        stem = bare[:6]
        found = {sector for hs6, sector in self.hs6.items() if hs6.startswith(stem)}
        if found:
            return tuple(sector for sector in self.goods if sector in found)
        for length in (4, 2):
            inside = sorted(hs6 for hs6 in self.hs6 if hs6.startswith(stem[:length]))
            if length < len(stem) and inside:
                near = ", ".join(f"{hs6[:4]}.{hs6[4:]}" for hs6 in inside[:8])
                raise LabelError(f"no product has the code {code}; under {stem[:length]} there are {near}.")
        raise LabelError(f"no product has the code {code}; chapters run from 01 to 97.")

    def sector_of(self, code: str) -> str:
        """The sector that makes goods of a code of 2 to 10 digits.

        Raises
        ------
        LabelError
            If no good has that code, or goods of several sectors do; they are named.
        """
        found = self.sectors_of(code)
        if len(found) > 1:
            raise LabelError(f"goods of {code} come from {len(found)} sectors ({', '.join(found)}); write more digits.")
        return found[0]

    def name(self, sector: str) -> str:
        """Name of a sector.

        Raises
        ------
        LabelError
            If the code is unknown; a close one is offered.
        """
        if sector not in self.sectors:
            raise LabelError(f"{sector} is no ICIO sector.{close_name(sector, self.sectors)}")
        return self.sectors[sector]
