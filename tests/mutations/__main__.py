"""Write the table of mutations: ``python -m tests.mutations > docs/mutations.md``."""

from tests.mutations.table import main

if __name__ == "__main__":
    main()
