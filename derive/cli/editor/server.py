"""The editor server: the language server protocol on standard input and output, by pygls."""

import asyncio
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from derive.cli.editor.process import Judge

PAUSE = 0.3
"""Seconds without a keystroke after which a document is judged."""

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
SUFFIXES = {"latex": ".tex", "tex": ".tex", "restructuredtext": ".rst", "org": ".org", "html": ".html"}
"""What a document without a file is called, by its language; all others are Markdown."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Shown:
    """What an editor has been told of a version of a document: diagnostics, and the fixes that go with them."""

    version: int | None
    fixes: list[tuple[types.Diagnostic, str, list[types.TextEdit]]] = field(default_factory=list)


class Lines:
    """The lines of a text: derive counts characters, the protocol units of UTF-16."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newlines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def position(self, place: list[int]) -> types.Position:
        """Return the position of a line and column, both counted from 1."""
        line, column = place
        offset = min(self.newlines[min(line, len(self.newlines)) - 1] + column - 1, len(self.text))
        number = bisect_right(self.starts, offset) - 1
        before = self.text[self.starts[number] : offset]
        return types.Position(number, len(before.encode("utf-16-le", "surrogatepass")) // 2)

    def place(self, position: types.Position) -> list[int]:
        """Return the line and column of a position."""
        start = self.starts[min(position.line, len(self.starts) - 1)]
        rest = self.text[start : start + position.character].encode("utf-16-le", "surrogatepass")
        offset = start + len(rest[: 2 * position.character].decode("utf-16-le", "ignore"))
        line = bisect_right(self.newlines, offset)
        return [line, offset - self.newlines[line - 1] + 1]

    def range(self, data: dict[str, Any]) -> types.Range:
        """Return the range between the places of the data."""
        return types.Range(self.position(data["start"]), self.position(data["end"]))


class Editor:
    """The documents that are open: judged after a pause, as they stand in the editor."""

    def __init__(self, server: LanguageServer, settings: dict[str, Any]) -> None:
        self.server = server
        self.settings = settings
        self.judge = Judge(3 * settings["seconds"] + 20)
        self.shown: dict[str, Shown] = {}
        self.open: set[str] = set()
        self.waiting: dict[str, asyncio.Task[None]] = {}

    def later(self, uri: str, pause: float) -> None:
        """Judge the document once nothing has happened to it for the pause; what was waiting for that is given up."""
        self.forget(uri)
        self.waiting[uri] = asyncio.ensure_future(self.publish(uri, pause))

    def forget(self, uri: str) -> None:
        """Give up what is waiting to be judged of the document."""
        task = self.waiting.pop(uri, None)
        if task is not None:
            task.cancel()

    async def publish(self, uri: str, pause: float) -> None:
        """Tell the editor what is found in the document as it stands after the pause."""
        await asyncio.sleep(pause)
        self.waiting.pop(uri, None)
        document = self.server.workspace.get_text_document(uri)
        text, number = document.source, document.version
        answer = await self.judge.ask(self.request(uri))
        if uri not in self.open or document.version != number:
            return
        lines = Lines(text)
        shown = Shown(number)
        diagnostics: list[types.Diagnostic] = []
        for said in answer.get("said") or []:
            diagnostics.append(
                types.Diagnostic(
                    lines.range(said), said["message"], SEVERITIES[said["severity"]], code=said["rule"], source="derive"
                )
            )
            if said["fix"]:
                edits = [types.TextEdit(lines.range(edit), edit["text"]) for edit in said["fix"]["edits"]]
                shown.fixes.append((diagnostics[-1], said["fix"]["title"], edits))
        if "problem" in answer:
            start = types.Position(0, 0)
            diagnostics = [types.Diagnostic(types.Range(start, start), answer["problem"], source="derive")]
        self.shown[uri] = shown
        self.tell(uri, number, diagnostics)

    def tell(self, uri: str, number: int | None, diagnostics: list[types.Diagnostic]) -> None:
        """Send the diagnostics of a document to the editor."""
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, number))

    def request(self, uri: str) -> dict[str, Any]:
        """Return the document as it is given to the judging process."""
        document = self.server.workspace.get_text_document(uri)
        path = to_fs_path(uri) if uri.startswith("file:") else None
        name = path or f"untitled{SUFFIXES.get(document.language_id or '', '.md')}"
        return {**self.settings, "path": name, "text": document.source}

    def opened(self, params: types.DidOpenTextDocumentParams) -> None:
        """Judge a document that was opened."""
        self.open.add(params.text_document.uri)
        self.later(params.text_document.uri, 0)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Judge a document that is being changed, after a pause."""
        self.later(params.text_document.uri, PAUSE)

    def saved(self, params: types.DidSaveTextDocumentParams) -> None:
        """Judge the other documents anew, which may take this one in."""
        for uri in sorted(self.open):
            if uri != params.text_document.uri and uri.lower().endswith((".tex", ".ltx", ".latex")):
                self.later(uri, PAUSE)

    def closed(self, params: types.DidCloseTextDocumentParams) -> None:
        """Forget a document that was closed."""
        self.forget(params.text_document.uri)
        self.open.discard(params.text_document.uri)
        self.shown.pop(params.text_document.uri, None)
        self.tell(params.text_document.uri, None, [])

    def fixes(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Return the proved corrections of what is found in the range, if the document has not changed since."""
        uri = params.text_document.uri
        shown = self.shown.get(uri)
        document = self.server.workspace.get_text_document(uri)
        if shown is None or shown.version != document.version:
            return []
        return [
            types.CodeAction(
                f"{title} (proved)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                is_preferred=True,
                edit=types.WorkspaceEdit(changes={uri: edits}),
            )
            for diagnostic, title, edits in shown.fixes
            if meet(diagnostic.range, params.range)
        ]

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """Return what is said of the relation under the cursor."""
        request = self.request(params.text_document.uri)
        lines = Lines(request["text"])
        answer = await self.judge.ask({**request, "place": lines.place(params.position)})
        said = answer.get("said")
        if not said:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, said["markdown"]), lines.range(said))


def meet(one: types.Range, other: types.Range) -> bool:
    """Tell whether two ranges have a position in common."""
    return not (end_of(one) < start_of(other) or end_of(other) < start_of(one))


def start_of(area: types.Range) -> tuple[int, int]:
    """Return the line and character at which the range begins."""
    return area.start.line, area.start.character


def end_of(area: types.Range) -> tuple[int, int]:
    """Return the line and character at which the range ends."""
    return area.end.line, area.end.character


def serve(settings: dict[str, Any]) -> None:
    """Serve an editor on standard input and output until it says that it is done."""
    server = LanguageServer("derive", version("derive"), text_document_sync_kind=types.TextDocumentSyncKind.Full)
    editor = Editor(server, settings)

    async def hover(params: types.HoverParams) -> types.Hover | None:
        return await editor.hover(params)

    options = types.CodeActionOptions([types.CodeActionKind.QuickFix])
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(lambda params: editor.opened(params))
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(lambda params: editor.changed(params))
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(lambda params: editor.saved(params))
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(lambda params: editor.closed(params))
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(lambda params: editor.fixes(params))
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover)
    server.start_io()
