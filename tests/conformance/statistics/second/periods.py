"""Days, or the bars themselves where they are a day or longer, and how many of them a year has."""
from .exact import D, DAY, date, need

YEAR = D("365.25")


def trading_days(time):
    """The day since 1970 that each bar counts to. In a market with few bars on weekends, Saturday's are Friday's and Sunday's are
    Monday's."""
    days = [t // DAY for t in time]
    on_weekends = sum(date(t).weekday() >= 5 for t in time)
    if on_weekends * 10 > len(time):
        return days
    shift = {5: -1, 6: 1}
    return [day + shift.get(date(t).weekday(), 0) for t, day in zip(time, days)]


def grouped(time, interval_ms):
    return trading_days(time) if interval_ms < DAY else list(range(len(time)))


def ends(time, interval_ms):
    """Position of the last bar of each period."""
    group = grouped(time, interval_ms)
    return [i for i in range(len(time)) if i + 1 == len(time) or group[i + 1] != group[i]]


def stretches(positions, longest):
    found = [[positions[0]]]
    for before, now in zip(positions, positions[1:]):
        if now - before > longest:
            found.append([])
        found[-1].append(now)
    return found


def counted_days(days):
    n = filled = 0
    for some in stretches(days, 4):
        weeks = (some[-1] - some[0] + 1) // 7
        if weeks:
            n += sum(day > some[-1] - 7 * weeks for day in some)
            filled += 7 * weeks
        else:
            n += len(some) - 1
            filled += some[-1] - some[0]
    return (n, filled) if n else (len(days) - 1, days[-1] - days[0])


def counted_bars(time, interval_ms):
    some = stretches(time, 4 * interval_ms)
    n = sum(len(part) - 1 for part in some)
    filled = sum(part[-1] - part[0] for part in some)
    return (n, D(filled) / DAY) if n else (len(time) - 1, D(time[-1] - time[0]) / DAY)


def per_year(time, interval_ms):
    """Periods of a year; undefined for less than a week."""
    if interval_ms * 2 < 3 * DAY:
        days = [t // DAY for t in time] if interval_ms >= DAY else sorted(set(trading_days(time)))
        need(days[-1] - days[0] + 1 >= 7, "too_short")
        n, filled = counted_days(days)
        usual = ((252, D("0.1")), (365, D("0.1")))
    else:
        need(time[-1] - time[0] >= 7 * DAY, "too_short")
        n, filled = counted_bars(time, interval_ms)
        usual = tuple((number, D("0.04")) for number in (52, 12, 4, 2, 1))
    year = YEAR * n / filled
    return next((D(number) for number, share in usual if abs(year - number) <= share * number), year)
