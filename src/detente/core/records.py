"""The frozen base of every record that a person types."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

__all__ = ["Record", "Seq"]

T = TypeVar("T")


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Seq = Annotated[tuple[T, ...], BeforeValidator(_tuple)]
"""A tuple field that takes the list TOML gives (strict pydantic would refuse it)."""


class Record(BaseModel):
    """Base of the records: frozen, strict, no unknown field, no number that is not finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
