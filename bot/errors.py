"""The hierarchy of our own errors: each speaks to the one who can mend it, in one sentence, without a traceback."""


class SecureBaseError(Exception):
    """Any fault that we know how to explain."""


class ScriptError(SecureBaseError):
    """The dialogue files are wrong; the text has a line `file:line:column: what is wrong` for each fault (author)."""


class ResearchError(SecureBaseError):
    """A bank or answers cannot be calibrated or measured; the text has a line for each reason (psychologist)."""


class SettingsError(SecureBaseError):
    """A setting is missing or wrong (operator)."""


class StoreError(SecureBaseError):
    """The database cannot be used or is not ours (operator)."""


class StoreUnavailable(StoreError):
    """The database is busy, full or out of reach for the moment: the same batch may succeed later."""
