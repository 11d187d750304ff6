"""An office in trouble: every program under one scheduler, on a network and computers that fail.

    world ──▶ programs of the product ◀── network, power, clocks, printer (all from one seed)
      └─ people: presses, calls, ratings ──▶ log ──▶ checker, together with the journal

Nothing here is random twice: a seed lives the same day again, to the last event.
"""
