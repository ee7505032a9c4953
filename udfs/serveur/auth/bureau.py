"""The provider « bureau » of ``auth_providers``: one token per office."""

from http import HTTPStatus

from fastapi.exceptions import HTTPException
from xlwings_server.config import settings
from xlwings_server.models.user import User

from udfs.serveur.acces import AccesRefuse, authenticate, read_jetons
from udfs.serveur.erreurs import REQUETE_LOCALE


async def validate_token(token_string: str | None) -> User:
    """Return the user of a token; anyone else gets a 401 with a French sentence."""
    try:
        bureau = authenticate(token_string or "", read_jetons(), environnement=settings.environment, locale=REQUETE_LOCALE.get())
    except AccesRefuse as refus:
        raise HTTPException(HTTPStatus.UNAUTHORIZED, str(refus)) from refus
    return User(id=bureau, name=bureau, claims={}, sso_token=None)
