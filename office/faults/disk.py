"""A disk under SQLite that can be watched and made to fail, below the product's own library.

    product ──▶ sqlite3 / SQLAlchemy ──▶ SQLite ──▶ this VFS ──▶ SQLite's own VFS ──▶ files
                                                       └─▶ Watcher: may refuse, and is told

SQLite calls its files through a table of C functions, a VFS (https://www.sqlite.org/vfs.html).
Here the table of the very library that Python's `sqlite3` uses is copied, and the calls that matter
are led through Python. So the programs run unchanged, on the SQLite that they ship with.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, Final

from mot_cua.errors import DeviceError

OK, FULL, CANTOPEN, READONLY = 0, 13, 14, 8
IOERR_READ, IOERR_WRITE, IOERR_FSYNC = 266, 778, 1034
IOERR_TRUNCATE, IOERR_FSTAT, IOERR_DELETE, IOERR_ACCESS = 1546, 1802, 2570, 3338
FAILURES: Final = {
    "open": CANTOPEN,
    "read": IOERR_READ,
    "write": IOERR_WRITE,
    "truncate": IOERR_TRUNCATE,
    "sync": IOERR_FSYNC,
    "size": IOERR_FSTAT,
    "delete": IOERR_DELETE,
    "access": IOERR_ACCESS,
}
"""Call → what SQLite is told when the disk has failed in it."""


class Watcher:
    """Is told what SQLite does with its files, in order; may refuse any of it."""

    def refuses(self, call: str, path: Path) -> int:
        """Return how a call of `FAILURES` fails, as a result code of SQLite; 0 lets it pass."""
        del call, path
        return OK

    def wrote(self, path: Path, offset: int, data: bytes) -> None:
        """So many bytes are on their way to the disk."""

    def truncated(self, path: Path, size: int) -> None:
        """The file has this size now."""

    def synced(self, path: Path) -> None:
        """The disk says that everything of this file is safe."""

    def deleted(self, path: Path, *, is_synced: bool) -> None:
        """The file is gone; for good, if the folder was synced."""


_VFS_FIELDS: Final = (
    *("xOpen", "xDelete", "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose"),
    *("xRandomness", "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64"),
    *("xSetSystemCall", "xGetSystemCall", "xNextSystemCall"),
)
_FILE_FIELDS: Final = (
    *("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize", "xLock", "xUnlock"),
    *("xCheckReservedLock", "xFileControl", "xSectorSize", "xDeviceCharacteristics", "xShmMap"),
    *("xShmLock", "xShmBarrier", "xShmUnmap", "xFetch", "xUnfetch"),
)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        *((name, c_void_p) for name in _VFS_FIELDS),
    )


class _Methods(ctypes.Structure):
    _fields_ = (("iVersion", c_int), *((name, c_void_p) for name in _FILE_FIELDS))


_SHAPES: Final = {
    "xOpen": ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p),
    "xDelete": ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_int),
    "xAccess": ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, c_void_p),
    "xClose": ctypes.CFUNCTYPE(c_int, c_void_p),
    "xRead": ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "xWrite": ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "xTruncate": ctypes.CFUNCTYPE(c_int, c_void_p, c_int64),
    "xSync": ctypes.CFUNCTYPE(c_int, c_void_p, c_int),
    "xFileSize": ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p),
}


class _Disk:
    """The VFS: copies of SQLite's own tables, with our functions in them."""

    def __init__(self, library: Any, watcher: Watcher) -> None:
        self._library, self._watcher = library, watcher
        self._own = library.sqlite3_vfs_find(None)
        self._vfs = _Vfs.from_buffer_copy(self._own.contents)
        self._vfs.zName = b"watched"
        self._paths: dict[int, Path] = {}
        self._tables: dict[int, _Methods] = {}
        self._originals: dict[int, _Methods] = {}
        """File → the table of SQLite's own functions for it."""
        self._kept = [
            self._lead(self._vfs, name, getattr(self, name))
            for name in ("xOpen", "xDelete", "xAccess")
        ]

    def register(self) -> None:
        """Become the VFS of every connection that is opened from now on."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def unregister(self) -> None:
        """Let SQLite's own be the one again."""
        self._library.sqlite3_vfs_register(self._own, 1)
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    @staticmethod
    def _lead(table: Any, name: str, ours: Any) -> Any:
        function = _SHAPES[name](ours)
        setattr(table, name, ctypes.cast(function, c_void_p))
        return function

    def _first(self, name: str, *arguments: Any) -> int:
        """Call a function of SQLite's own VFS."""
        own = ctypes.cast(self._own, c_void_p)
        answer: int = _SHAPES[name](getattr(self._own.contents, name))(own, *arguments)
        return answer

    def _through(self, name: str, file: int, *arguments: Any) -> int:
        """Call SQLite's own function for a file."""
        answer: int = _SHAPES[name](getattr(self._originals[file], name))(file, *arguments)
        return answer

    # The functions of a VFS and of a file, as SQLite names them.

    def xOpen(self, _vfs: int, name: int, file: int, flags: int, out: int) -> int:  # noqa: N802
        path = Path(ctypes.string_at(name).decode()) if name else Path("temporary")
        answer = self._watcher.refuses("open", path)
        # The name is passed on as the same pointer: SQLite reads options that lie behind it.
        answer = answer or self._first("xOpen", name, file, flags, out)
        if answer == OK:
            self._adopt(file, path)
        else:
            c_void_p.from_address(file).value = None  # SQLite then closes no file
        return answer

    def _adopt(self, file: int, path: Path) -> None:
        place = c_void_p.from_address(file)
        address = place.value
        assert address is not None, "SQLite has opened the file"
        if address not in self._tables:
            table = _Methods.from_buffer_copy(_Methods.from_address(address))
            names = ("xClose", "xRead", "xWrite", "xTruncate", "xSync", "xFileSize")
            self._kept += [self._lead(table, one, getattr(self, one)) for one in names]
            self._tables[address] = table
        self._paths[file], self._originals[file] = path, _Methods.from_address(address)
        place.value = ctypes.addressof(self._tables[address])

    def xDelete(self, _vfs: int, name: bytes, sync: int) -> int:  # noqa: N802
        path = Path(name.decode())
        answer = self._watcher.refuses("delete", path) or self._first("xDelete", name, sync)
        if answer == OK:
            self._watcher.deleted(path, is_synced=bool(sync))
        return answer

    def xAccess(self, _vfs: int, name: bytes, flags: int, out: int) -> int:  # noqa: N802
        refused = self._watcher.refuses("access", Path(name.decode()))
        return refused or self._first("xAccess", name, flags, out)

    def xClose(self, file: int) -> int:  # noqa: N802
        answer = self._through("xClose", file)
        del self._paths[file], self._originals[file]
        return answer

    def xRead(self, file: int, data: int, count: int, offset: int) -> int:  # noqa: N802
        refused = self._watcher.refuses("read", self._paths[file])
        return refused or self._through("xRead", file, data, count, offset)

    def xWrite(self, file: int, data: int, count: int, offset: int) -> int:  # noqa: N802
        path = self._paths[file]
        answer = self._watcher.refuses("write", path)
        answer = answer or self._through("xWrite", file, data, count, offset)
        if answer == OK:
            self._watcher.wrote(path, offset, ctypes.string_at(data, count))
        return answer

    def xTruncate(self, file: int, size: int) -> int:  # noqa: N802
        path = self._paths[file]
        answer = self._watcher.refuses("truncate", path) or self._through("xTruncate", file, size)
        if answer == OK:
            self._watcher.truncated(path, size)
        return answer

    def xSync(self, file: int, flags: int) -> int:  # noqa: N802
        path = self._paths[file]
        answer = self._watcher.refuses("sync", path) or self._through("xSync", file, flags)
        if answer == OK:
            self._watcher.synced(path)
        return answer

    def xFileSize(self, file: int, out: int) -> int:  # noqa: N802
        refused = self._watcher.refuses("size", self._paths[file])
        return refused or self._through("xFileSize", file, out)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let a watcher stand below every database that is opened, and closed, inside.

    Raises:
        DeviceError: this Python has a SQLite inside itself, whose functions cannot be reached.
    """
    disk = _Disk(_library(), watcher)
    # A connection that a failed test left open still calls our functions when it is thrown away.
    _DISKS.append(disk)
    disk.register()
    try:
        yield
    finally:
        disk.unregister()


_DISKS: Final[list[_Disk]] = []


def _library() -> Any:
    try:
        # A name is looked up in what this file was linked to: the library of `sqlite3` itself.
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    except (AttributeError, OSError):
        raise DeviceError(
            "the SQLite of this Python cannot be reached from outside, so no disk can be made to"
            " fail; use a Python that is linked to the system's libsqlite3, as Debian's is"
        ) from None
    return library
