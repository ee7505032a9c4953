"""Run by xlwings Server when it starts: refuses to serve when the project is not whole."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from udfs.serveur import journal
from udfs.serveur.demarrage import check_demarrage, freeze_memoire


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Check, then serve, with a log that holds nothing of what is sent."""
    from xlwings_server.config import settings  # here: this file is loaded before the application exists
    from xlwings_server.routers import xlwings as route

    check_demarrage(app, settings, vars(route)["custom_functions"])
    freeze_memoire()
    journal.install()
    yield
