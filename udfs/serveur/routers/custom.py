"""Our handlers and guards on xlwings Server's application, and the address that tells an officer whether the token is known."""

from fastapi import APIRouter
from xlwings_server.config import settings
from xlwings_server.dependencies import User
from xlwings_server.main import OverridableStaticFiles, app

from udfs.serveur import erreurs, statiques

router = APIRouter(prefix=settings.app_path)
erreurs.install_filtre(app)
statiques.install(OverridableStaticFiles)


@router.get("/dpid/acces")
async def read_acces(utilisateur: User) -> dict[str, str | None]:
    """Return the office of the token sent."""
    return {"bureau": utilisateur.name}
