"""What can go wrong, as one tree.

    KgError                  everything kg raises on purpose; its text is fit to be shown to a person
      InputError             the papers given: a path, a file or a record
        UnknownFormatError   no reader knows the file
      GoldError              the annotated papers to measure against
      OutputError            the folder to write to, or the build to read from
      SettingError           a setting that does not exist or has an impossible value
      QueryError             a query that does not exist or does not parse
      LookupFailedError      a title or a name that matches nothing, or too much
      ServeError             the server cannot start or has lost the graph
      PublishError           the triple store to publish to
      FetchError             the service to fetch papers from, or what it was asked
        BrokenAnswerError    an answer that is not what the service promises
      ResourceError          a file of the project itself (lexicon, ontology, model) that is missing or malformed

A message says what was found, where, what was expected and what to try.
"""

__all__ = [
    "BrokenAnswerError",
    "EngineError",
    "FetchError",
    "GoldError",
    "InputError",
    "KgError",
    "LookupFailedError",
    "OutputError",
    "PublishError",
    "QueryError",
    "ResourceError",
    "ServeError",
    "SettingError",
    "UnknownFormatError",
]


class KgError(Exception):
    """The root of every error that kg raises on purpose."""


class InputError(KgError):
    """The papers given cannot be read."""


class UnknownFormatError(InputError):
    """No reader knows the file."""


class GoldError(KgError):
    """The annotated papers cannot be read, or are not those of the build."""


class OutputError(KgError):
    """The folder cannot be written to, or holds no build to read."""


class EngineError(KgError):
    """A process that did part of the work died."""


class SettingError(KgError):
    """A setting does not exist or has an impossible value."""


class QueryError(KgError):
    """A query does not exist, does not parse or cannot be answered."""


class LookupFailedError(KgError):
    """A title or a name matches nothing, or more than one thing."""


class ServeError(KgError):
    """The server cannot start, or has lost the process that holds the graph."""


class PublishError(KgError):
    """The triple store cannot be reached, refuses, or holds other triples than it was given."""


class FetchError(KgError):
    """The service cannot be reached, refuses, has nothing, or cannot be asked that."""


class BrokenAnswerError(FetchError):
    """An answer is cut off, malformed or of another kind than the service promises."""


class ResourceError(KgError):
    """A file that kg itself ships is missing or malformed."""
