"""The other slips that the ticket printer prints: from words and figures to strips. Pure.

Each module has the words of one slip and lays them out: `apology`, `day_summary`, `checklist`,
`hand_call`, `hand_over`. `job_of` of `hardware.printer.commands` makes the bytes, as for a ticket.
"""
