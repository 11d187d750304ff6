"""USB devices that this kernel plugs into itself: dummy_hcd is the cable, configfs the device."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kernel.modules import load

GADGETS: Final = Path("/sys/kernel/config/usb_gadget")
MAKER: Final = "Mot_Cua"
PORTS: Final = 2


class UsbDevice:
    """One device on one cable, which can be pulled."""

    def __init__(self, port: int, *, name: str, function: str) -> None:
        """Build it and plug it in; `function` is `printer` or `acm`."""
        load(f"dummy_hcd num={PORTS}", "libcomposite", f"usb_f_{function}")
        self.name, self.function, self._number = name, function, f"00{port}"
        self._controller = f"dummy_udc.{port}"
        self._gadget = GADGETS / name
        self._texts = self._gadget / "strings/0x409"
        self._folder = self._gadget / f"functions/{function}.0"
        self._use = self._gadget / f"configs/c.1/{function}.0"
        for folder in (self._gadget, self._texts, self._use.parent):
            folder.mkdir()
        for file, text in (
            (self._gadget / "idVendor", "0x1d6b"),
            (self._gadget / "idProduct", "0x0104"),
            (self._texts / "manufacturer", MAKER),
            (self._texts / "product", name),
            (self._texts / "serialnumber", self._number),
        ):
            file.write_text(text)
        self.plug()

    @property
    def link(self) -> str:
        """The name of its serial port that outlives the plug."""
        return f"/dev/serial/by-id/usb-{MAKER}_{self.name}_{self._number}-if00"

    def plug(self) -> None:
        """Plug the cable in."""
        # The device is made anew each time: in Linux 6.1 a usb_f_printer that was pulled comes back
        # with pointers to what it has freed, and soft_connect leaves dummy_hcd deaf.
        self._folder.mkdir()
        self._use.symlink_to(self._folder)
        (self._gadget / "UDC").write_text(self._controller)

    def pull(self) -> None:
        """Pull the cable. Nobody may have a file of the device's end open."""
        (self._gadget / "UDC").write_text("\n")
        self._use.unlink()
        self._folder.rmdir()

    def close(self) -> None:
        """Take the device apart."""
        if self._folder.exists():
            self.pull()
        for folder in (self._use.parent, self._texts, self._gadget):
            folder.rmdir()
