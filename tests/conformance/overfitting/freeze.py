"""Writes frozen.json: return matrices and what numpy and scipy say of them.

    python3 tests/conformance/overfitting/freeze.py

Needs numpy and scipy. tests/tests/luck.rs compares. Written from the papers, on the returns themselves, without block sums:
CSCV by Bailey, Borwein, Lopez de Prado and Zhu (2017), the deflated Sharpe ratio by Bailey and Lopez de Prado (2014).
"""
import json
import os
from itertools import combinations

import numpy as np
from scipy import stats

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCKS = 16


def sharpe(returns):
    """Of every column: mean over sample deviation, 0 for one that never moves."""
    deviation = returns.std(axis=0, ddof=1)
    moves = deviation > 0
    return np.where(moves, returns.mean(axis=0) / np.where(moves, deviation, 1.0), 0.0)


def cscv(returns):
    blocks = np.split(returns, BLOCKS)
    ranks, losses, chosen, unseen = [], [], [], []
    for half in combinations(range(BLOCKS), BLOCKS // 2):
        other = [block for block in range(BLOCKS) if block not in half]
        seen_ratios = sharpe(np.concatenate([blocks[block] for block in half]))
        unseen_ratios = sharpe(np.concatenate([blocks[block] for block in other]))
        best = int(np.argmax(seen_ratios))
        ranks.append(stats.rankdata(unseen_ratios)[best] / (len(unseen_ratios) + 1))
        losses.append(unseen_ratios[best] < 0)
        chosen.append(seen_ratios[best])
        unseen.append(unseen_ratios[best])
    logits = np.log(np.array(ranks) / (1 - np.array(ranks)))
    return {
        "probability": float(np.mean(logits <= 0)),
        "loss": float(np.mean(losses)),
        "median_rank": float(np.median(ranks)),
        "chosen": float(np.median(chosen)),
        "unseen": float(np.median(unseen)),
    }


def deflated(returns, n_trials):
    ratios = sharpe(returns)
    moving = returns.std(axis=0, ddof=1) > 0
    best = int(np.argmax(np.where(moving, ratios, -np.inf)))
    ratio, n = ratios[best], len(returns)
    spread = ratios[moving].std(ddof=1)
    by_chance = 0.0
    if n_trials > 1:
        euler = float(np.euler_gamma)
        by_chance = spread * ((1 - euler) * stats.norm.isf(1 / n_trials) + euler * stats.norm.isf(1 / (n_trials * np.e)))
    skew = stats.skew(returns[:, best])
    kurtosis = stats.kurtosis(returns[:, best], fisher=False)
    scale = np.sqrt(n - 1) / np.sqrt(1 - skew * ratio + (kurtosis - 1) / 4 * ratio**2)
    return best, {
        "sharpe": float(ratio),
        "by_chance": float(by_chance),
        "probability": float(stats.norm.cdf((ratio - by_chance) * scale)),
        "alone": float(stats.norm.cdf(ratio * scale)),
        "skew": float(skew),
        "kurtosis": float(kurtosis),
    }


def split(returns):
    early, late = np.split(returns, [len(returns) * 3 // 4])
    moving = early.std(axis=0, ddof=1) > 0
    chosen = int(np.argmax(np.where(moving, sharpe(early), -np.inf)))
    after = sharpe(late)
    others = np.delete(after, chosen)
    beaten = np.mean((others < after[chosen]) + 0.5 * (others == after[chosen]))
    return {"seen": float(sharpe(early)[chosen]), "unseen": float(after[chosen]), "beaten": float(beaten)}


def matrices():
    random = np.random.default_rng(20_260_901)
    noise = lambda rows, cells: random.normal(0, 0.01, (rows, cells))
    yield "noise", noise(128, 10), 10
    yield "noise of few cells", noise(256, 2), 2
    yield "long noise", noise(512, 6), 5_000
    planted = noise(256, 8)
    planted[:, 3] += 0.004
    yield "one real effect", planted, 8
    shared = noise(128, 12) * 0.3 + noise(128, 1)
    yield "cells that resemble each other", shared, 1_000_000
    fading = noise(128, 6)
    fading[:64, 2] += 0.006
    fading[64:, 2] -= 0.006
    yield "an effect that turned", fading, 40
    yield "heavy tails", random.standard_t(3, (256, 7)) * 0.01, 100
    skewed = random.exponential(0.01, (128, 6)) - 0.0098
    yield "skewed", skewed, 6
    lazy = noise(128, 7)
    lazy[:, 4] = 0
    lazy[:64, 1] = 0
    yield "cells that did nothing", lazy, 7
    twins = noise(128, 5)
    yield "every cell twice", np.repeat(twins, 2, axis=1), 10


def main():
    cases = []
    for name, returns, n_trials in matrices():
        # Rounded before anything is computed, so that both sides read the same numbers.
        returns = np.round(returns, 6)
        best, expected = deflated(returns, n_trials)
        cases.append(
            {
                "name": name,
                "n_trials": n_trials,
                "returns": returns.T.tolist(),
                "best": best,
                "overfitting": cscv(returns),
                "deflated": expected,
                "split": split(returns),
            }
        )
    with open(os.path.join(HERE, "frozen.json"), "w", encoding="ascii") as out:
        lines = (json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
        out.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
