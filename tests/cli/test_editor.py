"""The editor server, spoken to over its standard input and output as an editor does."""

import json
import os
import queue
import subprocess
import sys
import threading

import pytest

pytest.importorskip("pygls", reason="the editor server needs pygls")

ENOUGH = 60
GIVEN = "$$z^l = w^l a^{l-1} + b^l$$\n\n$$a^l = \\sigma(z^l)$$\n\n"
WRONG = "𝔅 $\\frac{\\partial C}{\\partial w^l} = \\frac{\\partial C}{\\partial a^l} \\sigma'(z^l) a^l$\n"
RIGHT = WRONG.replace("a^l$", "a^{l-1}$")


class Client:
    """A small client of the protocol: requests are answered in order, notifications are kept until asked for."""

    def __init__(self, root, folder):
        variables = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "derive", "lsp", "--timeout", "5"],
            cwd=folder,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.received = queue.Queue()
        self.told = []
        self.number = 0
        threading.Thread(target=self._receive, daemon=True).start()

    def _receive(self):
        stream = self.process.stdout
        while header := stream.readline():
            length = int(header.partition(b":")[2]) if header.lower().startswith(b"content-length") else None
            while (line := stream.readline()).strip():
                if line.lower().startswith(b"content-length"):
                    length = int(line.partition(b":")[2])
            self.received.put(json.loads(stream.read(length)))

    def send(self, method, params, **more):
        data = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def ask(self, method, params):
        """Return the result of a request."""
        self.number += 1
        self.send(method, params, id=self.number)
        while True:
            message = self.received.get(timeout=ENOUGH)
            if message.get("id") == self.number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self.told.append(message)

    def findings(self, uri, version):
        """Return the diagnostics of this version of a document, once they come."""
        while True:
            message = self.told.pop(0) if self.told else self.received.get(timeout=ENOUGH)
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != uri:
                continue
            if params.get("version") == version:
                return params["diagnostics"]

    def open(self, uri, text, language="markdown"):
        document = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def change(self, uri, version, text):
        document = {"uri": uri, "version": version}
        self.send("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})


@pytest.fixture
def client(root, tmp_path):
    (tmp_path / ".git").mkdir()
    running = Client(root, tmp_path)
    running.ask("initialize", {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}})
    running.send("initialized", {})
    yield running
    running.process.kill()
    running.process.wait()
    running.process.stdin.close()


def part(text, found):
    """Return the text of a range on one line, whose characters are units of UTF-16."""
    line = text.split("\n")[found["start"]["line"]].encode("utf-16-le")
    return line[2 * found["start"]["character"] : 2 * found["end"]["character"]].decode("utf-16-le")


def applied(text, edits):
    """Return the text with the edits, all on lines of their own."""
    lines = text.split("\n")
    for edit in edits:
        number = edit["range"]["start"]["line"]
        line = lines[number].encode("utf-16-le")
        start, end = (2 * edit["range"][side]["character"] for side in ("start", "end"))
        lines[number] = line[:start].decode("utf-16-le") + edit["newText"] + line[end:].decode("utf-16-le")
    return "\n".join(lines)


def test_what_is_wrong_is_shown_corrected_and_explained_on_text_that_was_never_saved(client, tmp_path):
    uri = (tmp_path / "note.md").as_uri()
    client.open(uri, GIVEN + WRONG)
    (found,) = client.findings(uri, 1)
    assert (found["code"], found["severity"], found["source"]) == ("D205", 1, "derive")
    assert part(GIVEN + WRONG, found["range"]) == "a^l"
    assert "counterexample: layers" in found["message"] and "replace by a^{l-1}" in found["message"]

    asked = {"textDocument": {"uri": uri}, "range": found["range"], "context": {"diagnostics": [found]}}
    (action,) = client.ask("textDocument/codeAction", asked)
    assert (action["kind"], action["title"]) == ("quickfix", "replace by a^{l-1} (proved)")
    corrected = applied(GIVEN + WRONG, action["edit"]["changes"][uri])
    assert corrected == GIVEN + RIGHT

    place = {"textDocument": {"uri": uri}, "position": found["range"]["start"]}
    hover = client.ask("textDocument/hover", place)
    assert "D205 wrong layer" in hover["contents"]["value"] and "counterexample" in hover["contents"]["value"]

    client.change(uri, 2, corrected)
    assert client.findings(uri, 2) == []
    assert client.ask("textDocument/codeAction", asked) == []
    hover = client.ask("textDocument/hover", place)["contents"]["value"]
    assert hover.startswith("**holds for every size**") and "differentiate by" in hover
    assert client.ask("textDocument/hover", {**place, "position": {"line": 1, "character": 0}}) is None
    assert list(tmp_path.glob("*.md")) == []


def test_only_the_last_of_many_changes_is_judged(client, tmp_path):
    uri = (tmp_path / "note.md").as_uri()
    client.open(uri, GIVEN)
    assert client.findings(uri, 1) == []
    for version in range(2, 30):
        client.change(uri, version, GIVEN + WRONG * version)
    client.change(uri, 30, GIVEN + WRONG)
    assert len(client.findings(uri, 30)) == 1
    assert [message for message in client.told if message["method"].endswith("publishDiagnostics")] == []


def test_the_files_that_a_document_takes_in_are_read_beside_it(client, tmp_path):
    (tmp_path / "part.tex").write_text(GIVEN, encoding="utf-8")
    uri = (tmp_path / "main.tex").as_uri()
    client.open(uri, "\\input{part}\n" + WRONG, "latex")
    (found,) = client.findings(uri, 1)
    assert found["code"] == "D205" and found["range"]["start"]["line"] == 1
    (tmp_path / "part.tex").write_text(GIVEN + WRONG.replace("w^l}", "b^l}"), encoding="utf-8")
    client.send("textDocument/didSave", {"textDocument": {"uri": (tmp_path / "part.tex").as_uri()}})
    assert [found["range"]["start"]["line"] for found in client.findings(uri, 1)] == [1]


def test_a_document_that_is_closed_has_no_findings_any_more(client, tmp_path):
    uri = "untitled:Untitled-1"
    client.open(uri, GIVEN + WRONG)
    assert len(client.findings(uri, 1)) == 1
    client.send("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert client.findings(uri, None) == []


def test_a_hostile_document_costs_itself_and_not_the_server(client, tmp_path):
    macros = "\\newcommand{\\a}{\\b\\b\\b}\\newcommand{\\b}{\\a\\a}"
    bomb = f"{macros}\n$x = \\a$\n$$y = {'{' * 5000}$$\n"
    hostile, uri = (tmp_path / "bomb.tex").as_uri(), (tmp_path / "note.md").as_uri()
    client.open(hostile, bomb, "latex")
    client.open(uri, GIVEN + WRONG)
    assert {found["severity"] for found in client.findings(hostile, 1)} <= {1, 2, 3}
    assert len(client.findings(uri, 1)) == 1


def test_the_rules_of_the_folder_count(client, tmp_path):
    uri = (tmp_path / "note.md").as_uri()
    client.open(uri, f"{GIVEN}<!-- derive: ignore[D205] as in the book -->\n{WRONG}")
    assert client.findings(uri, 1) == []


def test_the_server_ends_when_it_is_told_to(client):
    assert client.ask("shutdown", None) is None
    client.send("exit", None)
    assert client.process.wait(timeout=ENOUGH) == 0
