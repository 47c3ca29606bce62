from __future__ import annotations


class ImportRefused(Exception):
    """Nothing can be taken over: the mapping or the file is wrong as a whole. Dutch, and says how to mend it."""


class MappingError(ImportRefused):
    """`str()` begins with the path of the key in the mapping ("status.values.Active")."""


class SourceError(ImportRefused):
    """The export cannot be read, or is not what the mapping says."""
