"""Node and its packages for tests: what is missing makes a test fail and say what to install."""

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


def node(script: Path, *arguments: Path | str, allowed: tuple[int, ...] = (0,)) -> str:
    """What a script prints. Fails the test when it exits with another code than the allowed ones,
    with what it wrote to the standard error."""
    program = shutil.which("node")
    assert program, "node is missing: install it, on Debian with “apt-get install npm”"
    done = subprocess.run(
        [program, str(script), *map(str, arguments)], check=False, capture_output=True, text=True
    )
    assert done.returncode in allowed, done.stderr
    return done.stdout


def needed(package: str) -> Path:
    """The folder of an npm package."""
    assert (MODULES / package).is_dir(), (
        f"{package} is missing: npm install --no-package-lock --prefix tests/web"
    )
    return MODULES / package
