"""`python -m office` is `mot-cua`."""

from office.command import main

main()
