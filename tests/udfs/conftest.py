"""The server in this process is shared by all the tests of functions: it can be set up only once."""

from tests.udfs.serveur.conftest import application  # noqa: F401 (a fixture)
