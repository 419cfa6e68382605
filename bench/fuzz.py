"""Damaged documents by the hundred thousand: none may fail, none may take more than two seconds.

    python bench/fuzz.py [--runs 100000] [--stage understood|judged] [--plain] [--first 0] [--corpus DIR]

With atheris the documents are guided by coverage: what reaches new code of the reader, the parser or the elaboration is
damaged further, and kept in `--corpus`. Without it, or with `--plain`, the documents are those numbered from `--first`
on. Exit status 1 when one failed; each failure is shown once, as short as it can be made.
"""

import argparse
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

GUIDING = ("derive.read", "derive.syntax", "derive.elaborate", "derive.notation", "derive.term")


def guided(options):
    """Load derive so that its coverage is seen; return the fuzzer."""
    import atheris

    sys.setrecursionlimit(1_000)
    with atheris.instrument_imports(include=list(GUIDING)):
        from tests.attack import fuzzing
    return atheris, fuzzing


def decoded(data, fuzzing):
    """Return the name and the text that the bytes stand for."""
    suffix = fuzzing.SUFFIXES[data[0] % len(fuzzing.SUFFIXES)] if data else ".md"
    return "note" + suffix, data[1:].decode("utf-8", "surrogatepass" if valid(data[1:]) else "replace")


def valid(data):
    """Tell whether the bytes are UTF-8, unpaired surrogates included."""
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def run_guided(options):
    """Run atheris; it ends the process itself."""
    atheris, fuzzing = guided(options)
    from_seeds = fuzzing.seeds()
    work = getattr(fuzzing, options.stage)
    failures, began, count = {}, time.monotonic(), [0]

    def test(data):
        count[0] += 1
        name, text = decoded(data, fuzzing)
        failure = fuzzing.attempt(name, text, work)
        if failure is not None:
            note(failures, failure, fuzzing, work)
        if count[0] == options.runs:
            finish(failures, count[0], began)

    def damage(data, longest, seed):
        text = decoded(data, fuzzing)[1]
        drawn = Random(seed)
        mutated = fuzzing.mutated(drawn, text, from_seeds).encode("utf-8", "surrogatepass")
        return (data[:1] + mutated)[:longest]

    folder = Path(options.corpus)
    folder.mkdir(parents=True, exist_ok=True)
    markdown = fuzzing.SUFFIXES.index(".md")
    for number, seed in enumerate(from_seeds):
        suffix = number % len(fuzzing.SUFFIXES) if number % 3 == 0 else markdown
        (folder / f"seed-{number}").write_bytes(bytes([suffix]) + seed.encode())
    limits = [f"-runs={options.runs + 10**6}", "-max_len=1000", "-timeout=60", f"-seed={options.first + 1}"]
    places = [f"-artifact_prefix={folder}/", str(folder)]
    atheris.Setup([sys.argv[0], *limits, *places], test, custom_mutator=damage)
    atheris.Fuzz()


def note(failures, failure, fuzzing, work):
    """Keep the failure unless one like it is known, and show it."""
    kind = failure.what.partition(":")[0] if not failure.what.endswith(" s") else f"slow {len(failures)}"
    if kind not in failures:
        failures[kind] = fuzzing.shrunk(failure, work)
        print(f"{failures[kind].what}\n  {failures[kind].name} {failures[kind].text!r}", flush=True)


def finish(failures, count, began):
    """Say what was found, and end."""
    seconds = time.monotonic() - began
    print(f"{count:,} documents, {seconds:.0f} s, {len(failures)} kinds of failure", flush=True)
    sys.stdout.flush()
    import os

    os._exit(1 if failures else 0)


def run_plain(options):
    """Run the numbered documents."""
    from tests.attack import fuzzing

    work, failures, began = getattr(fuzzing, options.stage), {}, time.monotonic()
    for failure in fuzzing.plain_run(options.first, options.runs, work):
        note(failures, failure, fuzzing, work)
    finish(failures, options.runs, began)


def main():
    """Run as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--stage", choices=("understood", "judged"), default="understood")
    parser.add_argument("--plain", action="store_true", help="without atheris")
    parser.add_argument("--first", type=int, default=0, help="number of the first document, or seed (default 0)")
    parser.add_argument("--corpus", default="/tmp/derive-fuzz", help="where guided documents are kept")
    options = parser.parse_args()
    if not options.plain:
        try:
            run_guided(options)
        except ImportError:
            print("atheris is not installed: the documents are not guided by coverage")
    run_plain(options)


if __name__ == "__main__":
    main()
