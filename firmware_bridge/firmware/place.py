"""Which unit this is; `mot-cua doctor unit` writes it anew for each one."""

ADDRESS = 1
"""1 to 30."""

IS_SHARED = False
"""Whether it hangs on a line with others (RS-485), or on a USB cable of its own."""
