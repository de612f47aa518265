"""Numbers of 60 digits, and what is not a number."""
import datetime
import decimal
import math

decimal.getcontext().prec = 60
D = decimal.Decimal
DAY = 86_400_000


class Undefined(Exception):
    """A number that does not exist; the argument names the reason."""


def need(condition, reason):
    if not condition:
        raise Undefined(reason)


def mean(values):
    return sum(values, D(0)) / len(values)


def central(values, power):
    """Population moment."""
    middle = mean(values)
    return mean([(value - middle) ** power for value in values])


def sample_variance(values):
    return central(values, 2) * len(values) / (len(values) - 1)


def date(ms):
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)


def changes(values):
    return [b / a - 1 for a, b in zip(values, values[1:])]


def rms_of_losses(returns):
    return mean([min(r, D(0)) ** 2 for r in returns]).sqrt()


def last_of_each(time, values, key):
    """The last value of each run of equal keys."""
    groups = {}
    for t, value in zip(time, values):
        groups[key(date(t))] = value
    return list(groups.values())


def evaluate(numbers):
    """Calls each and writes what came of it as the report's JSON does."""
    found = {}
    for name, number in numbers.items():
        try:
            value = float(number())
            need(value not in (math.inf, -math.inf), "out_of_range")
            found[name] = value
        except Undefined as reason:
            found[name] = {"undefined": str(reason)}
    return found
