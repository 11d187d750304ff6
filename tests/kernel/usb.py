"""USB devices that this kernel plugs into itself: dummy_hcd is the cable, configfs the device."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kernel.modules import load

GADGETS: Final = Path("/sys/kernel/config/usb_gadget")
MAKER: Final = "Mot_Cua"
PORTS: Final = 2


class UsbDevice:
    """One device behind one cable, which can be pulled."""

    def __init__(self, port: int, *, name: str, function: str) -> None:
        """Build it and plug it in; `function` is `printer` or `acm`."""
        load(f"dummy_hcd num={PORTS}", "libcomposite", f"usb_f_{function}")
        self.name = name
        self._controller = f"dummy_udc.{port}"
        self._gadget = GADGETS / name
        self._function = self._gadget / f"functions/{function}.0"
        self._use = self._gadget / f"configs/c.1/{function}.0"
        texts = self._gadget / "strings/0x409"
        for folder in (self._gadget, texts, self._function, self._use.parent):
            folder.mkdir(exist_ok=True)
        for file, text in (
            (self._gadget / "idVendor", "0x1d6b"),
            (self._gadget / "idProduct", "0x0104"),
            (texts / "manufacturer", MAKER),
            (texts / "product", name),
            (texts / "serialnumber", f"00{port}"),
        ):
            file.write_text(text)
        self._use.symlink_to(self._function)
        self.plug()

    @property
    def link(self) -> str:
        """The port's name that outlives its plug, if it is a serial port."""
        serial = f"00{self._controller[-1]}"
        return f"/dev/serial/by-id/usb-{MAKER}_{self.name}_{serial}-if00"

    def pull(self) -> None:
        """Pull the cable."""
        # Not by soft_connect, after which dummy_hcd of Linux 6.1 answers no more.
        (self._gadget / "UDC").write_text("\n")

    def plug(self) -> None:
        """Plug the cable in."""
        (self._gadget / "UDC").write_text(self._controller)

    def close(self) -> None:
        """Take the device apart."""
        self.pull()
        self._use.unlink()
        for folder in (self._use.parent, self._function, self._gadget / "strings/0x409"):
            folder.rmdir()
        self._gadget.rmdir()
