"""What a search found is kept in a file and replayed, or refused in a sentence."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lossproof.paper_checks.commands.verbs.explore import explore as command
from lossproof.paper_checks.exploring import Question, keep, kept, replay
from lossproof.paper_checks.exploring.explore import FORMAT

CLAIM = "zhang2018.tightens-k02"
TURNED = '''
from lossproof import Paper, Real, ge

turned = Paper("turned", "my notes")


@turned.claim("square", locus="page 2", kind="ineq")
class Square:
    """A square is not negative, written with a mistake."""

    x = Real(-1, 1)

    def conclusion(x):
        return ge(1 / (2 // 3), x)
'''


def run(*words: str) -> Result:
    return CliRunner().invoke(command, words)


def test_a_find_is_kept_and_replayed(tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    assert run(CLAIM, "--keep", str(path)).exit_code == 1
    done = run("--replay", str(path))
    assert done.exit_code == 1
    assert "counterexample, replayed: c = 10, q = 6/7, k = 1/2" in done.stdout
    changed = kept(path)
    changed["point"]["q"] = "1/2"
    keep(changed, path)
    done = run("--replay", str(path))
    assert done.exit_code == 0
    assert "is no counterexample any more" in done.stdout
    assert [*tmp_path.iterdir()] == [path]


def test_a_kept_point_must_have_what_is_pinned(tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    assert run(CLAIM, "--set", "q=1", "--keep", str(path)).exit_code == 1
    for pinned, says in (({"q": "0.9"}, "another value of q"), ({"z": "1"}, "is called z")):
        changed = kept(path)
        changed["question"]["pinned"] = pinned
        with pytest.raises(ValueError, match=says):
            replay(changed)
    changed = kept(path)
    changed["question"]["pinned"] = {"q": "1.0"}
    assert replay(changed)["outcome"] == "counterexample"


@pytest.mark.parametrize(
    "question",
    [[], 5, {}, {"pinned": {}, "ranges": {"q": "0..1"}, "dropped": [], "given": [], "files": []},
     {"pinned": {}, "ranges": {}, "dropped": "k >= 1/c", "given": [], "files": []},
     {"pinned": {}, "ranges": {}, "dropped": [], "given": [], "files": [5]}],
)  # fmt: skip
def test_a_question_of_another_shape_is_not_replayed(tmp_path: Path, question: Any) -> None:
    path = tmp_path / "found.json"
    assert run(CLAIM, "--keep", str(path)).exit_code == 1
    keep({**kept(path), "question": question}, path)
    done = run("--replay", str(path))
    assert done.exit_code == 2
    assert "the question of the kept search cannot be read" in done.output


@pytest.mark.parametrize("name", ["../turned.py", "{folder}/turned.py", "/turned.txt"])
def test_a_file_of_claims_elsewhere_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    source = tmp_path / "turned.py"
    source.write_text(TURNED + "\nfrom pathlib import Path\nPath('run').touch()\n")
    record = {"format": FORMAT, "id": "turned.square", "point": {"x": "0"}}
    question = Question("turned.square", files=[name.format(folder=tmp_path)]).record()
    keep({**record, "question": question}, here / "found.json")
    done = run("--replay", "found.json")
    assert done.exit_code == 2
    assert "which a replay would run: it must be a .py file below the folder of" in done.output
    assert [*here.iterdir()] == [here / "found.json"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": "other"}'])
def test_another_file_is_not_replayed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "found.json"
    path.write_text(text)
    done = run("--replay", str(path))
    assert done.exit_code == 2
    assert "Error: " in done.output
    assert "Traceback" not in done.output


def test_a_claim_that_raises_when_replayed_is_named(tmp_path: Path) -> None:
    path, source = tmp_path / "found.json", tmp_path / "turned.py"
    source.write_text(TURNED)
    record = {"format": FORMAT, "id": "turned.square", "point": {"x": "0"}}
    question = Question("turned.square", files=[str(source)]).record()
    keep({**record, "question": question}, path)
    done = run("--replay", str(path))
    assert done.exit_code == 2
    assert "Error: the conclusion of turned.square (turned.py, line" in done.output
    assert "raised ZeroDivisionError" in done.output
