r"""What the server's log may hold: which address was asked, by which office, what failed and where in the code; nothing of what was sent.

Libraries write what they meet: the whole address of a box of messages, whose question is its text, an error, which cites the value that
it is about, the cell that a call comes from. Every handler of the process is given a form that leaves out what nobody read beforehand,
and lets no sign draw a line of its own.

>>> ecrire = FormatSobre(logging.Formatter("%(levelname)s %(message)s")).format
>>> print(ecrire(logging.LogRecord("udfs", logging.WARNING, "", 0, "lu \x1b[31m%s", ("une\nsuite",), None)))
WARNING lu \x1b[31mune
    suite
>>> print(ecrire(logging.LogRecord("redis", logging.WARNING, "/site/redis/client.py", 7, "lu FR76", (), None, "get")))
WARNING client.py:7 get
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from udfs.actions.erreurs import describe_erreur

ACCES = "uvicorn.access"
# Whose words were read: ours, uvicorn's, and xlwings Server's when it says who called what, once the name is known for one of ours.
CONNUS = ("udfs", "dpid_xl", "uvicorn")
XLWINGS = "xlwings_server"
SUITE = "\n    "  # a line that goes on never looks like another record

# Control signs of both ranges but the end of a line, separators of lines, and signs that turn the direction of what follows.
_CONTROLES = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class FormatSobre(logging.Formatter):
    """Another form, without what a log must not hold."""

    def __init__(self, autre: logging.Formatter) -> None:
        super().__init__()
        self.autre = autre

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; an error is its kind and its places, an address goes without what follows its « ? »."""
        sobre = copy(record)
        sobre.exc_info = sobre.exc_text = sobre.stack_info = None
        erreur = record.exc_info[1] if record.exc_info else None
        if isinstance(record.msg, BaseException):  # « logger.error(exception) »
            erreur = record.msg
        if not _is_connu(record):
            sobre.msg, sobre.args = f"{Path(record.pathname).name}:{record.lineno} {record.funcName}", None
        elif record.name == ACCES:
            sobre.args = _cut_demandes(record)
        texte = self.autre.format(sobre)
        if erreur is not None:
            texte = f"{texte}\n{describe_erreur(erreur)}"
        return _CONTROLES.sub(_escape, texte).replace("\n", SUITE)


def install() -> None:
    """Give that form to every handler of this process; once is enough."""
    for sortie in _list_sorties():
        if not isinstance(sortie.formatter, FormatSobre):
            sortie.setFormatter(FormatSobre(sortie.formatter or logging.Formatter()))


def _list_sorties() -> Iterator[logging.Handler]:
    for nom in (None, *logging.root.manager.loggerDict):
        yield from logging.getLogger(nom).handlers


def _is_connu(record: logging.LogRecord) -> bool:
    maison = record.name.partition(".")[0]
    return isinstance(record.msg, str) and (maison in CONNUS or (maison == XLWINGS and record.levelno == logging.INFO))


def _cut_demandes(record: logging.LogRecord) -> tuple[object, ...]:
    args = record.args if isinstance(record.args, tuple) else ()
    return tuple(arg.partition("?")[0] if isinstance(arg, str) else arg for arg in args)


def _escape(signe: re.Match[str]) -> str:
    return f"\\x{ord(signe[0]):02x}"
