"""`derive lsp` where its extra is missing."""

import sys


def test_a_missing_extra_is_one_sentence(derive, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pygls", "lsprotocol")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "derive.cli.editor.server", raising=False)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    outcome = derive("lsp")
    assert outcome.exit_code == 2
    assert "the editor server needs pygls: pip install 'derive[lsp]'" in outcome.stderr
    assert "Traceback" not in outcome.stderr
