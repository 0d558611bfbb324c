"""Economies of the world by code and name, and groups of them that change with time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from detente.core.dates import Interval
from detente.core.errors import LabelError
from detente.core.labels import close_name

__all__ = ["Countries", "Membership"]


@dataclass(frozen=True, slots=True)
class Membership:
    """One economy in one group, from a day until a day (exclusive)."""

    group: str
    member: str
    during: Interval


@dataclass(frozen=True, slots=True, eq=False)
class Countries:
    """The country table.

    Attributes
    ----------
    names
        ISO alpha-3 code to English short name; ``ROW`` is the rest of the world.
    aliases
        Other spelling, lower case, to code.
    census
        Code to the schedule C code of the US Census Bureau, where one is known.
    icio
        Codes that OECD's input-output tables hold, ROW included.
    memberships
        Who was in which group when.
    """

    names: Mapping[str, str]
    aliases: Mapping[str, str]
    census: Mapping[str, str]
    icio: tuple[str, ...]
    memberships: tuple[Membership, ...]

    def __post_init__(self) -> None:
        for name in ("names", "aliases", "census"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, in alphabetical order but for ROW."""
        return tuple(self.names)

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups."""
        return tuple(dict.fromkeys(row.group for row in self.memberships))

    def name(self, code: str) -> str:
        """English short name of an economy.

        Raises
        ------
        LabelError
            If the code is unknown; a close one is offered.
        """
        if code not in self.names:
            raise LabelError(f"{code} is no economy's code.{close_name(code, self.names)}")
        return self.names[code]

    def resolve(self, text: str) -> str:
        """Code of an economy written as a code, an English name or an alias; capitals do not matter.

        Raises
        ------
        LabelError
            If nothing matches exactly; a close code or name is offered.
        """
        asked = " ".join(text.replace("\u2019", "'").split())
        if asked.upper() in self.names:
            return asked.upper()
        if asked.lower() in self.aliases:
            return self.aliases[asked.lower()]
        for name in self.groups:
            if asked.upper() == name.upper():
                raise LabelError(f"{text} is a group of economies, not one: use its members.")
        known = (*self.names.values(), *self.names)
        raise LabelError(f'"{text}" is no economy we know.{close_name(asked, known)} Write an ISO code such as CHN.')

    def group(self, name: str, on: date) -> tuple[str, ...]:
        """Members of a group on a day, in alphabetical order.

        Raises
        ------
        LabelError
            If the group is unknown, or had no members on that day.
        """
        if name not in self.groups:
            raise LabelError(f"{name} is no group we know.{close_name(name, self.groups)}")
        members = tuple(sorted(row.member for row in self.memberships if row.group == name and on in row.during))
        if not members:
            raise LabelError(f"group {name} had no members on {on.isoformat()}.")
        return members
