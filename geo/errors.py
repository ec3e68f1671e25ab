"""The exceptions that a user may meet. Each message says what, where and what to do, in one line."""


class AtlasError(Exception):
    """Base of all errors that are shown to the user as one line; `exit_code` is what the command line returns."""

    exit_code = 1


class InputError(AtlasError, ValueError):
    """A file or an argument cannot be used as it is."""

    exit_code = 2


class DataError(AtlasError, ValueError):
    """Data files break their rules; carries every fault found, not only the first."""

    exit_code = 2

    def __init__(self, faults: list[str]) -> None:
        self.faults = list(faults)
        count = len(self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} in the data files:\n" + "\n".join(self.faults))


class StoreError(AtlasError, OSError):
    """An atlas file cannot be read or written."""


class InterruptError(AtlasError):
    """The user stopped a job."""
