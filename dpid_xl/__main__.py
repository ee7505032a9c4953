"""``python -m dpid_xl``: the same door as the ``dpid-xl`` command."""

from dpid_xl.cli import main

if __name__ == "__main__":
    main()
