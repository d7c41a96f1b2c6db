"""In a network namespace, no command sends a packet to an address that may not be dialled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forked import ROOT
from tests.tui.packets import PUBLIC
from tests.tui.test_dialling import DIALLING

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has network namespaces"),
]


def test_no_packet_leaves_for_an_address_that_may_not_be_dialled(tmp_path: Path) -> None:
    """By name, redirect, refresh, robots.txt, sitemap, setting, and DNS that changes its mind."""
    rootless = () if os.getuid() == 0 else ("--user", "--map-root-user")
    command = ("unshare", *rootless, "--net", "--mount", sys.executable, "-m", "tests.tui.packets")
    done = subprocess.run(
        [*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    dialled = json.loads(done.stdout)
    assert set(dialled.pop("nothing of ours")) == {"10.0.0.1"}, "packets are counted"
    assert set(dialled) == set(DIALLING)
    forbidden = {name: set(seen) - {PUBLIC} for name, seen in dialled.items()}
    assert {name: seen for name, seen in forbidden.items() if seen} == {}
    for name in ("check", "crawl", "suggest"):
        assert dialled[name][PUBLIC] > 0, f"{name} is led on by the public server"
