"""Runs `python ARGUMENTS…` and adds a last line of JSON with its time and peak memory."""

import json
import resource
import subprocess
import sys
import time


def main() -> int:
    """Passes the child's output and exit code on."""
    began = time.monotonic()
    code = subprocess.run([sys.executable, *sys.argv[1:]], check=False).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "wall": time.monotonic() - began,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
