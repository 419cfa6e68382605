"""`derive train` as it is typed."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import derive
from derive.training.checkpoint import read, save

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
QUICK = ("--data", "moons", "--epochs", "3")


def lines(outcome):
    assert outcome.exit_code == 0, outcome.output
    return [json.loads(line) for line in outcome.stdout.splitlines()]


def parameters(path):
    return {name: value.tobytes() for name, value in read(path)[2].items()}


def test_digits_reach_97_percent_with_the_default_command(train):
    *_, end = lines(train("--json"))
    assert end["test_accuracy"] >= 0.97 and end["seconds"] < 10


@pytest.mark.parametrize("data", ["xor", "moons"])
def test_xor_and_moons_are_solved(train, data):
    *_, end = lines(train("--data", data, "--json"))
    assert end["test_accuracy"] >= 0.99


def test_what_is_run_and_how_it_was_checked_is_said_before_the_first_epoch(train):
    outcome = train(*QUICK)
    assert outcome.exit_code == 0
    shown = outcome.stdout.splitlines()
    first = next(number for number, line in enumerate(shown) if line.startswith("epoch"))
    before = "\n".join(shown[:first])
    assert shown[0].startswith("four-equations.md is the backward pass of 2-16-2 (sigmoid, binary cross entropy)")
    assert (
        "δˡⱼ = ∑ₖ wˡ⁺¹ₖ,ⱼ σ′(zˡⱼ) δˡ⁺¹ₖ  holds for every size, l < L" in before
        and "program: its steps are exactly" in before
    )
    assert "gradient:" in before and "weights: Glorot normal" in before and "700 samples to train" in before
    assert any(line.startswith("test: ") for line in shown[first:])


def test_json_has_a_line_for_every_epoch(train):
    begin, *epochs, end = lines(train(*QUICK, "--json"))
    assert begin["event"] == "begin" and begin["equations"] and begin["gradient_error"] < 1e-6
    assert [entry["epoch"] for entry in epochs] == [0, 1, 2, 3]
    assert end["event"] == "end" and end["test_samples"] == 200


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(train, tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert train(*QUICK, "--seed", seed, "--checkpoint", f"{name}.npz").exit_code == 0
    a, b, c = ((tmp_path / f"{name}.npz").read_bytes() for name in "abc")
    assert a == b != c


def test_a_run_in_two_parts_ends_as_one_in_one_part(train, tmp_path):
    assert train("--data", "moons", "--epochs", 6, "--checkpoint", "whole.npz").exit_code == 0
    assert train(*QUICK, "--checkpoint", "parts.npz").exit_code == 0
    outcome = train("--checkpoint", "parts.npz", "--resume", "--epochs", 6)
    assert outcome.exit_code == 0 and "epoch 6" in outcome.stdout
    assert (tmp_path / "parts.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()


@posix
def test_a_run_that_is_killed_at_any_moment_goes_on_to_the_same_bytes(train, process, tmp_path):
    options = ("--data", "moons", "--epochs", "120", "--save-every", "0", "--json")
    assert train(*options, "--checkpoint", "whole.npz").exit_code == 0
    moments = random.Random(0)
    running = process(*options, "--checkpoint", "killed.npz")
    for reached in (20, 70):
        while b'"epoch": %d,' % reached not in running.stdout.readline():
            assert running.poll() is None
        time.sleep(moments.uniform(0, 0.02))
        running.kill()
        running.communicate()
        assert running.returncode == -signal.SIGKILL
        running = process("--checkpoint", "killed.npz", "--resume", "--save-every", "0", "--json")
    running.communicate()
    assert running.returncode == 0
    assert (tmp_path / "killed.npz").read_bytes() == (tmp_path / "whole.npz").read_bytes()


@posix
def test_control_c_saves_and_says_how_to_go_on(process, tmp_path):
    running = process("--data", "moons", "--epochs", "100000", "--checkpoint", "run.npz", "--json")
    while b'"epoch": 2' not in running.stdout.readline():
        pass
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"of 100000; saved. Go on with: derive train --checkpoint run.npz --resume" in errors
    assert read(tmp_path / "run.npz")[1].epoch >= 2


@posix
def test_control_c_without_a_checkpoint_says_that_nothing_is_saved(process):
    running = process("--data", "moons", "--epochs", "100000", "--json")
    while b'"epoch": 2' not in running.stdout.readline():
        pass
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=30)
    assert running.returncode == 130 and b"nothing is saved (with --checkpoint FILE" in errors
    assert b"Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--resume",), "--resume goes on with the run in --checkpoint FILE"),
        (("--resume", "--checkpoint", "none.npz"), "there is no checkpoint none.npz; leave --resume out"),
        (("--checkpoint", "no/run.npz"), "--checkpoint: there is no folder no."),
        (("--plot", "."), "--plot: . is a folder."),
        (("--compare",), "name the note: derive train NOTE --compare"),
        (("--compare", "x"), "'x' is not the number of a line"),
        (("--data", "digit"), "there are no data 'digit'; did you mean digits?"),
        (
            ("--layers", "63-10"),
            "digits, which has 64 inputs and 10 classes: write 64-64-10",
        ),
        (("--layers", "64-x"), "layers are whole numbers joined by hyphens"),
        (("--activation", "sigmod"), "Did you mean 'sigmoid'?"),
        (("--activation", "sigmoid,sigmoid,tanh"), "3 activations are given for 2 layers"),
        (("--activation", "softmax"), "softmax is for the output layer only"),
        (("--backend", "nump"), "Did you mean 'numpy'?"),
        (("--batch", "0"), "--batch"),
        (("--lr", "nan"), "--lr"),
        (("--l2", "inf"), "--l2"),
        (("--momentum", "nan"), "--momentum"),
        (("--validation", "nan"), "--validation"),
        (("missing.md",), "missing.md: no such file or folder"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(train, arguments, said):
    outcome = train(*arguments)
    assert outcome.exit_code == 2
    assert said in outcome.stderr and "Traceback" not in outcome.stderr


def test_options_that_contradict_a_checkpoint_are_refused(train):
    assert train(*QUICK, "--checkpoint", "run.npz").exit_code == 0
    outcome = train("--checkpoint", "run.npz", "--resume", "--lr", "0.1")
    assert outcome.exit_code == 2
    assert "run.npz was begun with --lr 0.5; leave --lr out, or begin a new run" in outcome.stderr


def test_a_checkpoint_of_other_data_is_refused(train, tmp_path):
    table = tmp_path / "t.csv"
    rows = [f"{n % 7},{n % 5},{n % 2}" for n in range(60)]
    table.write_text("\n".join(rows))
    assert train("--data", "t.csv", "--epochs", 2, "--checkpoint", "run.npz").exit_code == 0
    table.write_text("\n".join([*rows[:-1], "9,9,1"]))
    outcome = train("--checkpoint", "run.npz", "--resume")
    assert outcome.exit_code == 2 and "the data has changed since run.npz was begun" in outcome.stderr


def test_a_file_that_is_there_is_not_taken_for_a_new_checkpoint(train, tmp_path):
    (tmp_path / "run.npz").write_bytes(b"something dear")
    outcome = train(*QUICK, "--checkpoint", "run.npz")
    assert outcome.exit_code == 2 and "run.npz is there already; add --resume to go on with it" in outcome.stderr
    assert (tmp_path / "run.npz").read_bytes() == b"something dear"


def test_a_checkpoint_cannot_have_other_files_written(train, tmp_path):
    assert train(*QUICK, "--checkpoint", "run.npz").exit_code == 0
    about, course, state = read(tmp_path / "run.npz")
    about["options"] |= {"plot": "elsewhere.png", "checkpoint": "elsewhere.npz"}
    save(tmp_path / "run.npz", about, course, state)
    assert train("--checkpoint", "run.npz", "--resume", "--epochs", 4).exit_code == 0
    assert os.listdir(tmp_path) == ["run.npz"]


@pytest.mark.parametrize("text", [b'{"options": 3}', b'{"options": {"batch": "-1"}, "digests": {}}', b"[]"])
def test_a_checkpoint_with_other_things_in_it_is_one_sentence(train, tmp_path, text):
    told = b'{"format": 1, "epoch": 0, "position": 0, "about": ' + text + b"}"
    np.savez(tmp_path / "run.npz", about=np.frombuffer(told, np.uint8), history=np.ones((0, 5)))
    outcome = train("--checkpoint", "run.npz", "--resume")
    assert outcome.exit_code == 2 and "Traceback" not in outcome.stderr


def test_divergence_ends_with_status_1_and_advice(train):
    outcome = train("--data", "moons", "--activation", "identity", "--lr", "1e30")
    assert outcome.exit_code == 1
    assert "the steps are too large. Try a lower rate (--lr" in outcome.stderr


def test_a_run_that_learns_little_ends_with_advice(train):
    outcome = train("--data", "xor", "--activation", "relu")
    assert outcome.exit_code == 0
    assert outcome.stdout.splitlines()[-1].endswith(
        "outputs of relu can stand still at 0; try --activation relu,sigmoid"
    )
    assert "little was learnt: try another rate (--lr 0.2 or 5)" in train("--data", "xor", "--epochs", "1").stdout


@pytest.mark.parametrize("activation", ["tanh", "tanh,softmax", "relu,sigmoid", "softplus,softmax"])
def test_every_activation_learns_moons_at_its_usual_rate(train, activation):
    begin, *_, end = lines(train("--data", "moons", "--activation", activation, "--json"))
    assert begin["lr"] == 0.05 and end["test_accuracy"] > 0.95


@pytest.mark.parametrize("note", ["component-form", "from-i-to-j", "helper-formulas", "single-neuron-chain"])
def test_the_equations_of_every_built_in_note_train(train, root, note):
    if note != "single-neuron-chain":
        pytest.importorskip("sklearn", reason="the scanned digits come with scikit-learn")
    begin, *_, end = lines(train(root / "equations" / f"{note}.md", "--json"))
    assert begin["layers"] == ("1-1-1-1" if note == "single-neuron-chain" else "64-64-10")
    assert end["test_accuracy"] > 0.94


def test_the_picture_is_a_png(train, tmp_path):
    pytest.importorskip("matplotlib")
    outcome = train("--epochs", "2", "--plot", "curves.png")
    assert outcome.exit_code == 0 and outcome.stderr == "drawn: curves.png\n"
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert os.listdir(tmp_path) == ["curves.png"]


@posix
def test_a_closed_pipe_is_met_with_silence(process):
    running = process("--data", "moons", "--epochs", "100000", "--json")
    running.stdout.readline()
    running.stdout.close()
    assert running.stderr.read() == b""
    running.stderr.close()
    assert running.wait(timeout=30) == 1


@posix
def test_on_a_terminal_the_course_is_shown_in_place(root, tmp_path):
    import pty

    mine, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(root), "TERM": "xterm-256color", "COLUMNS": "100"}
    for name in ("NO_COLOR", "FORCE_COLOR"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "derive", "train", "--data", "moons", "--epochs", "200"]
    running = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):
        while data := os.read(mine, 65536):
            shown += data
    os.close(mine)
    assert running.wait(timeout=30) == 0
    text = shown.decode()
    assert "of 200" in text and "samples/s" in text and "█" in text and "left" in text
    assert "trained in" in text.splitlines()[-2] and "epoch 100" not in text


def test_the_same_is_there_from_python():
    trained = derive.train(data="moons", epochs=5, seed=1)
    assert [record.epoch for record in trained.history] == [0, 1, 2, 3, 4, 5]
    assert trained.test_accuracy > 0.9
    assert trained.session.program.predict(np.zeros((1, 2), np.float32)).shape == (1, 2)
    with pytest.raises(ValueError, match=r"there are no data 'nothing'"):
        derive.train(data="nothing")
