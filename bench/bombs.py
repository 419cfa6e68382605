"""What every bomb of tests/attack/bombs.py costs the command: seconds, memory, and whether the next relation is judged.

    python bench/bombs.py [--timeout 6] [--above 1.0]

Rows are shown for bombs that take more processor time than `--above`, or whose next relation is not judged. Exit status
1 when one took longer than the time it was given and half a second, or more than 512 MB.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.attack.bombs import JUDGED_FILES, REFUSED_FILES, bombs
from tests.attack.child import run

MEGABYTES = 512


def measured(folder, name, text, timeout):
    """Return how the command ended on the file, and what it says of the last relation."""
    path = folder / name.replace("/", "-")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    options = ("--output-format", "json", "--timeout", timeout, "--jobs", 1, "--isolated", "--no-cache")
    ended = run("verify", path.name, *options, folder=folder)
    relations = [item for document in json.loads(ended.output)["documents"] for item in document["relations"]]
    path.unlink()
    return ended, relations[-1]["verdict"] if relations else "no relations"


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--timeout", type=float, default=6.0, help="seconds for a document, a third for a relation")
    parser.add_argument("--above", type=float, default=1.0, help="seconds from which on a bomb is shown (default 1)")
    options = parser.parse_args()
    files = {**{f"{name}.md": text for name, text in bombs()}, **JUDGED_FILES, **REFUSED_FILES}
    most_seconds = most_megabytes = judged = 0
    print("| bomb | seconds | of processor time | MB | status | next relation |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            ended, after = measured(Path(folder), name, text, options.timeout)
            most_seconds = max(most_seconds, ended.processor)
            most_megabytes = max(most_megabytes, ended.megabytes)
            judged += after == "holds"
            if ended.processor > options.above or after != "holds" or "Traceback" in ended.errors:
                numbers = f"{ended.wall:.1f} | {ended.processor:.1f} | {ended.megabytes:.0f}"
                print(f"| {name} | {numbers} | {ended.status} | {after} |", flush=True)
    print(
        f"\n{len(files)} bombs, {judged} with the next relation judged; at most {most_seconds:.1f} s of processor time"
    )
    print(f"and {most_megabytes:.0f} MB.")
    sys.exit(most_seconds > options.timeout + 0.5 or most_megabytes > MEGABYTES)


if __name__ == "__main__":
    main()
