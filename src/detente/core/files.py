"""Files and folders that appear whole or not at all: each is made beside its place and moved in by rename."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["folder_whole", "write_whole"]


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file, replacing one of that name; whatever stops the writing leaves the old file as it was.

    Parameters
    ----------
    path
        File to write; its folder exists.
    content
        All of it.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(content)
            file.close()
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    return path


@contextmanager
def folder_whole(target: Path) -> Iterator[Path]:
    """Build a folder: the block fills a draft, which takes the place of ``target`` when the block ends well.

    Parameters
    ----------
    target
        Where the folder will stand; its parent exists. A folder of that name is moved aside first and deleted last,
        and comes back if the draft cannot be moved in.

    Yields
    ------
    pathlib.Path
        The draft, an empty folder.

    Raises
    ------
    OSError
        If the draft cannot be made or moved in.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-", ignore_cleanup_errors=True) as aside:
        draft, old = Path(aside) / "new", Path(aside) / "old"
        draft.mkdir()
        yield draft
        if target.exists():
            target.replace(old)
        try:
            draft.replace(target)
        except BaseException:
            if old.exists():
                old.replace(target)
            raise
