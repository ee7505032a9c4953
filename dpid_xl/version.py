"""The version of the package, which documents and workbooks carry: apart, so that nothing looks up at the front door for it."""

__version__ = "1.0.0"
