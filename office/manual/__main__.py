"""`python -m office.manual`."""

from office.manual import main

main()
