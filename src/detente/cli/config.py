"""``detente config``: the settings in force."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from detente.cli.options import FLAG, PLAIN, Output
from detente.cli.settings import GENERAL, LOCAL, settings, user_file
from detente.cli.show import show
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table

__all__ = ["config_show"]


def config_show(*, origin: Annotated[bool, FLAG] = False, output: Output = PLAIN) -> None:
    """Show the settings in force: general ones, and every option that is set somewhere.

    Parameters
    ----------
    origin
        Also say where each value comes from.
    output
        Where the answer goes.
    """
    output.refuse_files()
    rows: list[dict[str, Any]] = [
        {
            "setting": name,
            "value": os.environ.get(name) or default or None,
            "origin": f"environment {name}" if os.environ.get(name) else "default",
            "meaning": meaning,
        }
        for name, (meaning, default) in GENERAL.items()
    ]
    seen = set()
    for place, path, option, value in settings():
        name = f"{' '.join(path)} --{option}"
        if name not in seen:
            rows.append({"setting": name, "value": str(value), "origin": place, "meaning": "option of the verb"})
            seen.add(name)
    columns = (
        Column("setting", "setting", "code"),
        Column("value", "value"),
        *((Column("origin", "from"),) if origin else ()),
        Column("meaning", "meaning"),
    )
    files = [str(path) for path in (Path(LOCAL), user_file()) if path.is_file()]
    answer = Answer(
        verb="config-show",
        meta={"version": VERSION, "files": files},
        body={"rows": rows},
        head=f"Settings: a flag wins over the environment, {LOCAL}, {user_file()} and the default",
        tables=(Table("", columns, rows),),
        lines=(f"Files read: {', '.join(files) or 'none'}.",),
    )
    show(answer, output)
