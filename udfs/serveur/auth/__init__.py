"""Where xlwings Server looks for the providers named in ``auth_providers``."""
