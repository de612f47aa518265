"""Days, weeks, months or years, whichever the bars are made of."""
from .exact import DAY, date, last_of_each


def key_of(interval_ms):
    days = interval_ms // DAY
    if days == 7:
        return lambda d: d.isocalendar()[:2]
    if 28 <= days <= 31:
        return lambda d: (d.year, d.month)
    if 365 <= days <= 366:
        return lambda d: d.year
    return lambda d: d.date()


def per_year(time, interval_ms):
    days = interval_ms // DAY
    if days == 7:
        return 52
    if 28 <= days <= 31:
        return 12
    if 365 <= days <= 366:
        return 1
    on_weekends = sum(date(t).weekday() >= 5 for t in time)
    return 365 if on_weekends * 35 > 6 * len(time) else 252


def ends(time, interval_ms):
    """Position of the last bar of each period."""
    return last_of_each(time, range(len(time)), key_of(interval_ms))
