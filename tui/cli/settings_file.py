"""Adding a setting to `jobbank.toml` in the working folder."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkstemp

from directory.settings import SETTINGS_FILE


def add_setting(name: str, values: Sequence[str], comment: str) -> None:
    """Put a list of texts before all other settings: after a table it would belong to that.

    The file is replaced as a whole. Raises OSError when it cannot be.
    """
    file = Path(SETTINGS_FILE)
    before = file.read_text("utf-8") if file.exists() else ""
    lines = "".join(f"    {json.dumps(value)},\n" for value in values)
    handle, temporary = mkstemp(dir=file.resolve().parent, prefix=file.name, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(f"# {comment}\n{name} = [\n{lines}]\n{before}")
            new.flush()
            os.fsync(new.fileno())
        mode = file.stat().st_mode & 0o777 if before else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
