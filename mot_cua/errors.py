"""Every error that a person may read, in one flat tree.

A message says what is wrong, where, what was expected and what to do.
"""

from __future__ import annotations


class MotCuaError(Exception):
    """Something a technician can understand and mend; `main` prints it without a traceback."""

    exit_code = 1


class SettingsError(MotCuaError, ValueError):
    """The office file, or an option on the command line, is wrong."""

    exit_code = 78  # EX_CONFIG of sysexits.h, which systemd shows by name


class Refused(MotCuaError):
    """A rule of the office forbids this step; nothing has changed.

    `code` is stable and machine-readable; the text is for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BadMessage(MotCuaError, ValueError):
    """Bytes from a wire are not a message of ours. Nothing was taken from them."""


class DeviceError(MotCuaError, OSError):
    """A device did not do what it was asked; its state is unknown until it answers."""


class JournalError(MotCuaError):
    """The journal is damaged, or belongs to a newer version; nothing was written."""


class UpdateError(MotCuaError):
    """A new version was refused, or taken back; the text says which of the two."""
