"""Our handlers and guards on xlwings Server's application, and the address that tells an officer whether the token is known."""

from fastapi import APIRouter
from xlwings_server.config import settings
from xlwings_server.dependencies import User
from xlwings_server.main import OverridableStaticFiles, app
from xlwings_server.templates import templates

from dpid_xl.version import __version__
from udfs.serveur import erreurs, portier, statiques

router = APIRouter(prefix=settings.app_path)
portier.install(app, settings)
erreurs.install_filtre(app)  # last, which makes it the first: it notes where a request comes from
statiques.install(OverridableStaticFiles)
templates.env.globals |= {
    "version_du_complement": f"1.{__version__}",  # four numbers; Office refuses an add-in below 1.0
    "aide_du_volet": "Saisir le jeton de votre bureau et vérifier que le serveur répond.",
}


@router.get("/dpid/acces")
async def read_acces(utilisateur: User) -> dict[str, str | None]:
    """Return the office of the token sent."""
    return {"bureau": utilisateur.name}
