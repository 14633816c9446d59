"""CONTRIBUTING.md is true: its recipes, followed to the letter in a copy, work as it says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rounds import write_round

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COPIED = ("models", "placements", "tests", "data", "pyproject.toml", "CONTRIBUTING.md")
INSTRUCTION = re.compile(
    r"(?P<verb>Write|Add to the end of|Name it in)\s`(?P<path>[\w./]+)`"
    r"(?:, after `(?P<after>.+?)`)?:\n\n```(?:python|text)\n(?P<code>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
ENVIRONMENT = {"EXAMPLES": "0.25", "PYTHONUTF8": "1"}
"""A quarter of the random plans: enough to see that the tests see the new file."""
PLAN = "learner_id,block_id,setting_id,start,weeks,minutes,state,reason\n"


def recipe(title):
    """Return a section of the page."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def fences(title, language=""):
    """Return what stands in a recipe's blocks of a language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", recipe(title), re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == language]


class Copy:
    """A copy of the project in which a recipe is followed."""

    def __init__(self, folder):
        self.folder = folder
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)

    def follow(self, title):
        """Write what the recipe says where it says; return the files."""
        steps = [found.groupdict() for found in INSTRUCTION.finditer(recipe(title))]
        assert len(steps) == len(fences(title, "python") + fences(title, "text")) > 0
        for step in steps:
            self._write(self.folder / step["path"], step)
        return [step["path"] for step in steps]

    @staticmethod
    def _write(path, step):
        if step["verb"] == "Write":
            assert not path.exists()
            path.write_text(step["code"], encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        if step["after"]:
            line = re.compile(rf"^ *{re.escape(step['after'])}\n", re.MULTILINE)
            assert len(line.findall(text)) == 1
            text = line.sub(lambda found: found[0] + step["code"], text)
        else:
            text = f"{text}\n{step['code']}"
        path.write_text(text, encoding="utf-8")

    def run(self, command):
        """Run a command in the copy, on the copy's own code; ``python`` is this one."""
        words, _, target = command.partition(" > ")
        words = [w.strip('"') for w in re.findall(r'"[^"]*"|\S+', words)]
        assert words[0] == "python"
        done = subprocess.run(
            [sys.executable, *words[1:]],
            capture_output=True,
            check=False,
            cwd=self.folder,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(self.folder)},
            text=True,
            timeout=600,
        )
        if target:
            (self.folder / target).write_text(done.stdout, encoding="utf-8")
        return done

    def run_all(self, title):
        """Run the commands of a recipe; return what the last printed."""
        commands = re.findall(r"^\$ (.+)$", "".join(fences(title)), re.MULTILINE)
        assert commands
        for command in commands:
            done = self.run(command)
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def placements(self, *words):
        """Run the program of the copy."""
        return self.run(" ".join(["python -m placements", *map(str, words)]))


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def test_a_rule_is_one_file_that_is_obeyed_found_broken_and_tested(copy):
    (path,) = copy.follow("Add a rule")
    copy.run_all("Add a rule")

    # Without it both learners would go to S1, five minutes away, in weeks 1 and 7.
    tiny = write_round(_folder(copy, "tiny"))
    assert copy.placements("solve", tiny, "--out", copy.folder / "run").returncode == 0
    rows = (copy.folder / "run" / "plan.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert sorted(row.split(",")[2] for row in rows) == ["S1", "S1", "S2", "S2"]

    crowded = [f"{who},{b},S1,{day},4,5,placed," for who in ("L1", "L2") for b, day in DAYS.items()]
    (copy.folder / "plan.csv").write_text(PLAN + "\n".join([*crowded, ""]), encoding="utf-8")
    done = copy.placements("verify", tiny, copy.folder / "plan.csv")
    assert done.returncode == 1, done.stderr
    assert "S1 receives 2 in week 1" in done.stdout

    # The same tests fail as soon as its two halves differ.
    rule = copy.folder / path
    rule.write_text(rule.read_text(encoding="utf-8").replace("most = max(1,", "most = max(2,"))
    done = copy.run("python -m pytest tests/models -k arrivals")
    assert "1 failed" in done.stdout
    assert "rows hold, breaches: " in done.stdout


DAYS = {"B1": "2026-09-07", "B2": "2026-10-19"}


def test_a_measure_is_one_file_that_a_level_may_name_at_once(copy):
    assert len(copy.follow("Add a measure")) == 1
    copy.run_all("Add a measure")

    # S1 is 40 minutes from L1 and 5 from L2, S2 is 12 from both: L1 goes there in both blocks.
    (level,) = fences("Add a measure", "toml")
    travel = "learner_id,setting_id,minutes\nL1,S1,40"
    everyone = '[[level]]\nname = "everyone placed"\nunplaced_weeks = 1\n'
    tiny = write_round(_folder(copy, "tiny"), heading=everyone + level, travel=travel)
    done = copy.placements("solve", tiny, "--out", copy.folder / "run")
    assert done.returncode == 0, done.stderr
    assert re.search(r"near home +0 +0  proven best", done.stdout)
    rows = (copy.folder / "run" / "plan.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[2] for row in rows if row.startswith("L1")] == ["S2", "S2"]


def test_a_table_is_one_declaration_that_is_read_checked_and_documented(copy):
    copy.follow("Add a table")
    copy.run_all("Add a table")

    page = (copy.folder / "data" / "README.md").read_text(encoding="utf-8")
    assert "### tariffs" in page
    assert "| `pounds` | number, 0 or more [pounds] | **required** | For a learner's week |" in page
    tiny = write_round(_folder(copy, "tiny"))
    (tiny / "tariffs.csv").write_text("setting_id,pounds\nS1,150\nS9,-1\n", encoding="utf-8")
    done = copy.placements("check", tiny)
    assert done.returncode == 2
    assert "S9" in done.stderr + done.stdout
    assert "-1" in done.stderr + done.stdout
    (tiny / "tariffs.csv").write_text("setting_id,pounds\nS1,150\n", encoding="utf-8")
    assert copy.placements("check", tiny).returncode == 0


def test_every_link_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", TEXT) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def _folder(copy, name):
    folder = copy.folder / name
    folder.mkdir()
    return folder
