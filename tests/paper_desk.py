"""A printer on a desk, in a time moved by hand: what comes out of it can be compared dot by dot."""

from functools import lru_cache

from PIL import ImageChops

from hardware.printer.port import PrintResult
from hardware.printer.printer import DirectPrinter
from hardware.simulated.printer import PaperPrinter
from hardware.simulated.printer_lines import MemoryTransport
from mot_cua.clock import ManualClock


class Desk:
    """A printer, its line, and a person who breaks and repairs it, in a time moved by hand."""

    def __init__(self, *, notices_power=True, starts_clean=True, **physics):
        self.clock = ManualClock()
        self.paper = PaperPrinter(clock=self.clock, **physics)
        self.cable = MemoryTransport(self.paper, self.clock, pass_ms=self.clock.advance)
        self.cable.notices_power = notices_power
        self.news = []
        self.is_wanted = False
        self.printer = DirectPrinter(
            self.cable,
            self.news.append,
            clock=self.clock,
            starts_clean=starts_clean,
            is_wanted=lambda: self.is_wanted,
        )

    def print(self, job, job_id="1012"):
        self.printer.submit(job_id, job)
        return [news for news in self.news if isinstance(news, PrintResult)][-1]

    def wait(self, span_ms=5_000):
        """Let time pass, in which the kiosk asks for the status as it does."""
        for _ in range(span_ms // 1_000):
            self.clock.advance(1_000)
            self.paper.settle()
        self.printer.poll()


@lru_cache(maxsize=64)
def clean(job, width=384):
    """Return the paper that a job makes on a printer that was never disturbed."""
    printer = PaperPrinter(width_dots=width)
    printer.accept(job)
    (cut,) = printer.cut
    return cut.image().convert("1")


def shows(cut, job, width=384):
    """Tell whether a piece of paper shows this ticket and nothing else."""
    image, ticket = cut.image().convert("1"), clean(job, width)
    return image.size == ticket.size and not ImageChops.logical_xor(image, ticket).getbbox()


class Obedient:
    """The person beside a simulated printer."""

    def __init__(self, paper):
        self.paper = paper

    def please(self, request):
        {
            "OPEN THE COVER": self.paper.open_cover,
            "A ticket will start to print. OPEN THE COVER in its middle. To start": (
                lambda: self.paper.after(5_000, self.paper.open_cover)
            ),
            "CLOSE THE COVER": self.paper.close_cover,
            "TAKE THE PAPER OUT and close the cover": self.paper.paper_out,
            "PUT THE PAPER IN, tear off what hangs out, and close the cover": self.paper.load_roll,
        }[request]()

    def sees(self, claim, pieces):
        """Count the pieces; that each is whole, dot by dot, is what other tests are for."""
        found = len(self.paper.cut)
        self.paper.cut.clear()
        return found == pieces
