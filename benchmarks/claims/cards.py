"""Seconds for the card of each of 60 losses: `python -m benchmarks.claims.cards [--seconds N]`."""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter

from lossproof.theory.card import NotALossError, analyse
from lossproof.theory.losses import parse

LOSSES = (
    "-log(p)", "1-p", "2*(1-p)", "(1-p)**2", "(1-p)**2+others(p**2)", "abs(1-p)+others(abs(p))",
    "(1-p**0.7)/0.7", "(1-p**0.3)/0.3", "1-sqrt(p)", "1-p**2", "1-p**3", "exp(-p)", "exp(-5*p)",
    "exp(1-p)-1", "1-tanh(p)", "1-sigmoid(5*p)", "softplus(-3*p)", "log(1+exp(1-5*p))",
    "relu(1-2*p)", "relu(1-2*p)**2", "max(0, 1/2-p)", "(1 - max(p, 1/3)**0.7)/0.7",
    "-log(max(p, 1/100))", "min(-log(p), 2)", "max(1-p, 1/2-p/4)", "max(1-p**2, 1/2)",
    "-(1-p)**2*log(p)", "-(1-p)**0.5*log(p)", "-p*log(p)", "-p**2*log(p)", "-log(p)+1-p",
    "-log(p)/10+4*(1-p)", "-log(p+1/10)", "-log(p+1/1000)", "1/p", "1/(p+1/5)", "1/sqrt(p)",
    "(1-p)+(1-p)**2/2", "(1-p)+(1-p)**2/2+(1-p)**3/3", "abs(p-1/3)", "(p-1/3)**2",
    "log(p)/sum(log(p))", "(1-p)/sum(1-p)", "(1-p)**2*log(p)/sum((1-p)**2*log(p))",
    "(1-p)/sum(1-p)+log(p)/sum(log(p))", "exp(-p)/sum(exp(-p))", "2-p**2-sum(p**2)",
    "1-2*p+sum(p**2)", "sum(p**2)/2-p", "-p/sqrt(sum(p**2))", "-log(p)+sum(p*log(p))",
    "-log(p)-sum(p*log(p))/2", "others(-log(1-p))", "-log(p)+others(p**2)", "max(p)-p",
    "1-p/max(p)", "others(max(0, p-p[y]+1/2))", "max(p,1-p)+min(p,1-p)-p",
    "-log(p)+exp(-((p-0.3171)*1000)**2)/100", "c*(1-p)/(c-1)",
)  # fmt: skip


def main() -> None:
    """Time the cards, print the slowest and how many lines have which verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each card, as analyse has")
    parser.add_argument("formulas", nargs="*", default=LOSSES)
    given = parser.parse_args()
    results: list[tuple[float, str, Counter[str]]] = []
    for text in given.formulas:
        start = time.process_time()
        try:
            card = analyse(text, parse(text).expression, seconds=given.seconds)
            counts = Counter(line.verdict for line in card.lines)
        except NotALossError as error:
            counts = Counter({str(error)[:40]: 1})
        results.append((time.process_time() - start, text, counts))
    for seconds, text, counts in sorted(results, reverse=True, key=lambda result: result[0])[:20]:
        print(
            f"{seconds:6.2f}  {text:45} {', '.join(f'{n} {w.lower()}' for w, n in counts.items())}"
        )
    taken = [seconds for seconds, _, _ in results]
    total = sum((counts for _, _, counts in results), Counter[str]())
    print(
        f"{len(taken)} losses, {statistics.median(taken):.2f} s median, {max(taken):.2f} s longest"
    )
    print(", ".join(f"{n} {word.lower()}" for word, n in total.most_common()))


if __name__ == "__main__":
    main()
