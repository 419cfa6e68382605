"""The command under an audit hook: `python audited.py LOG ALLOWED COMMAND …` writes to LOG what must not happen.

ALLOWED are the folders, joined by the system's separator, in which the command may write. What is looked for are
writes elsewhere, anything of the network, programs that are started, and text of the document that is compiled or run;
the documents carry MARKER in all that could be taken for code.
"""

import os
import sys

MARKER = "smuggled"
NETWORK = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "nntplib.", "poplib.", "telnetlib.")
PROGRAMS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "pty.", "webbrowser.")
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.chown")
MORE_CHANGES = ("os.truncate", "os.utime", "os.setxattr", "os.removexattr", "shutil.", "tempfile.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def violation(event, arguments, allowed):
    """Return what is wrong about the event, or nothing."""
    if event.startswith(NETWORK) or event.startswith(PROGRAMS):
        return f"{event} {arguments!r}"
    if event == "open":
        path, mode, flags = (*arguments, None, None)[:3]
        writes = (isinstance(flags, int) and flags & WRITING) or (isinstance(mode, str) and set(mode) & set("wax+"))
        return f"{event} {arguments!r}" if writes and not within(path, allowed) else ""
    if event.startswith(CHANGES) or event.startswith(MORE_CHANGES):
        paths = [part for part in arguments if isinstance(part, str | bytes)]
        return "" if all(within(path, allowed) for path in paths) else f"{event} {arguments!r}"
    if event == "compile" and MARKER in said(arguments[0]):
        return f"compile {said(arguments[0])[:200]!r}"
    if event == "exec" and MARKER in named(arguments[0]):
        return f"exec {named(arguments[0])[:200]!r}"
    if event == "import" and MARKER in str(arguments[0]):
        return f"import {arguments[0]!r}"
    return ""


def within(path, allowed):
    """Tell whether a path lies in one of the folders; a number is a stream that is open already."""
    if isinstance(path, int):
        return True
    real = os.path.realpath(os.fsdecode(path))
    return real == os.devnull or any(real == folder or real.startswith(folder + os.sep) for folder in allowed)


def said(source):
    """Return the text that is compiled; a file has none."""
    return source if isinstance(source, str) else source.decode("utf-8", "replace") if isinstance(source, bytes) else ""


def named(code):
    """Return the names and constants of what is run."""
    return repr((getattr(code, "co_names", ()), getattr(code, "co_varnames", ()), getattr(code, "co_consts", ())))


def main():
    """Run the command with the hook in place; processes copied from this one have it too."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    allowed = [os.path.realpath(folder) for folder in sys.argv[2].split(os.pathsep)]
    busy = False

    def hook(event, arguments):
        nonlocal busy
        if busy:
            return
        busy = True
        try:
            if found := violation(event, arguments, allowed):
                os.write(log, f"{found}\n".encode("utf-8", "replace"))
        finally:
            busy = False

    from derive.cli.main import main as command

    sys.addaudithook(hook)
    command(sys.argv[3:], prog_name="derive")


if __name__ == "__main__":
    main()
