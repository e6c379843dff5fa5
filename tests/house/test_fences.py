"""Each rule of the contract is fenced by a test that dies with it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.mutants import mutants

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the mutants are forks, which this system does not have")
def test_no_rule_can_be_taken_out_without_a_test_of_the_contract_noticing() -> None:
    command = [sys.executable, "-m", "tests.house.mutants", "tests/contract"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    survivors = json.loads(done.stdout.splitlines()[-1])
    assert not survivors, "write a test in tests/contract that fails without:\n" + "\n".join(survivors)


def test_the_rules_are_found_where_they_stand() -> None:
    told = [mutant.told for mutant in mutants()]
    assert len(set(told)) == len(told) > 60
    for example in ("who.must('alerts.acknowledge')", "raise Refused('zone.full')", "world[Wall, screen.wall]"):
        assert any(one.endswith(example) for one in told), example
