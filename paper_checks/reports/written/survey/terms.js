// The terms of records at a point: exact rational numbers as long as they last, else an interval
// that holds the value. A relation holds, fails, or is too close to say; it is never guessed.
"use strict";

const TERMS = (() => {
  class Undefined extends Error {}
  class Unsure extends Error {}

  const tokens = /[()]|"[^"]*"|[^\s()"]+/g;
  function read(text) {
    const found = text.match(tokens);
    let at = 0;
    const term = () => {
      const token = found[at++];
      if (token !== "(") return /^-?\d+(\/\d+)?$/.test(token) ? rational(token) : token;
      const parts = [];
      while (found[at] !== ")") parts.push(term());
      at++;
      return parts;
    };
    return term();
  }

  // A rational {n, d} of BigInt with d > 0, or an interval {lo, hi}.
  const LONGEST = 400; // digits of a rational, before it becomes an interval
  const BITS = 64; // of a numerator and a divisor that are no floats, rounded down
  const ULP = 8 * Number.EPSILON; // more than Math.pow, exp and log are off by
  const abs = (n) => (n < 0n ? -n : n);
  function gcd(a, b) {
    while (b) [a, b] = [b, a % b];
    return a;
  }
  function fraction(n, d) {
    if (d === 0n) throw new Undefined("a quotient by 0");
    if (d < 0n) [n, d] = [-n, -d];
    const common = gcd(abs(n), d) || 1n;
    const found = { n: n / common, d: d / common };
    const length = found.n.toString().length + found.d.toString().length;
    return length > LONGEST ? ball(found) : found;
  }
  function rational(text) {
    const [n, d] = text.split("/");
    const [whole, part = ""] = n.split(".");
    return fraction(BigInt(whole + part) , 10n ** BigInt(part.length) * BigInt(d ?? 1));
  }
  const exact = (x) => "n" in x;
  function number(x) {
    if (!exact(x)) return (x.lo + x.hi) / 2;
    const [n, d] = [x.n, x.d].map(Number);
    if (Number.isFinite(n) && Number.isFinite(d)) return n / d;
    const [top, bottom] = [x.n, x.d].map((whole) => Math.max(0, abs(whole).toString(2).length - BITS));
    return (Number(x.n >> BigInt(top)) / Number(x.d >> BigInt(bottom))) * 2 ** (top - bottom);
  }
  function wide(lo, hi) {
    if (Number.isNaN(lo) || Number.isNaN(hi)) throw new Unsure();
    return { lo: lo - Math.abs(lo) * ULP - 1e-305, hi: hi + Math.abs(hi) * ULP + 1e-305 };
  }
  function ball(x) {
    return exact(x) ? wide(number(x), number(x)) : x;
  }
  function sign(x) {
    if (exact(x)) return x.n > 0n ? 1 : x.n < 0n ? -1 : 0;
    if (x.lo > 0) return 1;
    if (x.hi < 0) return -1;
    throw new Unsure();
  }
  const ZERO = { n: 0n, d: 1n };
  const ONE = { n: 1n, d: 1n };

  function add(x, y) {
    if (exact(x) && exact(y)) return fraction(x.n * y.d + y.n * x.d, x.d * y.d);
    const [a, b] = [ball(x), ball(y)];
    return wide(a.lo + b.lo, a.hi + b.hi);
  }
  function corners(a, b, of) {
    const all = [of(a.lo, b.lo), of(a.lo, b.hi), of(a.hi, b.lo), of(a.hi, b.hi)];
    if (all.some(Number.isNaN)) throw new Unsure();
    return wide(Math.min(...all), Math.max(...all));
  }
  function multiply(x, y) {
    if (exact(x) && exact(y)) return fraction(x.n * y.n, x.d * y.d);
    if ((exact(x) && x.n === 0n) || (exact(y) && y.n === 0n)) return ZERO;
    return corners(ball(x), ball(y), (a, b) => a * b);
  }
  const negative = (x) => (exact(x) ? { n: -x.n, d: x.d } : { lo: -x.hi, hi: -x.lo });
  function power(base, top) {
    const whole = exact(top) && top.d === 1n;
    if (whole && top.n === 0n) return ONE;
    if (exact(base) && base.n === 0n) {
      const above = sign(top);
      if (above < 0) throw new Undefined("a power of 0");
      return above ? ZERO : ONE;
    }
    if (exact(base) && base.n === base.d) return ONE;
    if (whole && exact(base) && abs(top.n) < 1000n) {
      const [n, d] = [base.n ** abs(top.n), base.d ** abs(top.n)];
      return top.n > 0n ? fraction(n, d) : fraction(d, n);
    }
    const b = ball(base);
    if (whole && (b.lo < 0 || top.n < 0n)) {
      if (top.n < 0n) {
        sign(base);
        return power(wide(1 / b.hi, 1 / b.lo), negative(top));
      }
      const odd = top.n % 2n;
      const t = Number(top.n);
      if (odd || b.lo >= 0) return wide(b.lo ** t, b.hi ** t);
      if (b.hi <= 0) return wide(b.hi ** t, b.lo ** t);
      return wide(0, Math.max(b.lo ** t, b.hi ** t));
    }
    if (sign(base) < 0) throw exact(top) ? new Undefined("a root of a negative number") : new Unsure();
    return corners(b, ball(top), Math.pow);
  }
  function log(x) {
    if (sign(x) <= 0) throw new Undefined("the logarithm of what is not positive");
    if (exact(x) && x.n === x.d) return ZERO;
    const b = ball(x);
    const [lo, hi] = [Math.log(b.lo), Math.log(b.hi)];
    return { lo: lo - ULP * (1 + Math.abs(lo)), hi: hi + ULP * (1 + Math.abs(hi)) };
  }
  function exp(x) {
    if (exact(x) && x.n === 0n) return ONE;
    const b = ball(x);
    return wide(Math.max(0, Math.exp(b.lo)), Math.exp(b.hi));
  }
  function larger(x, y) {
    if (exact(x) && exact(y)) return x.n * y.d >= y.n * x.d ? x : y;
    const [a, b] = [ball(x), ball(y)];
    if (a.lo >= b.hi) return x;
    if (b.lo >= a.hi) return y;
    return { lo: Math.max(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
  }

  const FUNCTIONS = {
    "+": (...all) => all.reduce(add),
    "*": (...all) => all.reduce(multiply),
    "^": power,
    log,
    exp,
    max: (...all) => all.reduce(larger),
    min: (...all) => negative(all.map(negative).reduce(larger)),
    abs: (x) => larger(x, negative(x)),
  };
  const CONSTANTS = { "@pi": wide(Math.PI, Math.PI) };
  function value(term, point) {
    if (typeof term === "string") return CONSTANTS[term] ?? point[term];
    if (!Array.isArray(term)) return term;
    return FUNCTIONS[term[0]](...term.slice(1).map((part) => value(part, point)));
  }

  const TRUTH = {
    "<": (s) => s < 0,
    "<=": (s) => s <= 0,
    ">": (s) => s > 0,
    ">=": (s) => s >= 0,
    "==": (s) => s === 0,
    "!=": (s) => s !== 0,
  };
  // What a relation is at a point: both sides in digits, and true, false, null if too close to say,
  // or "undefined".
  function relation([op, left, right], point) {
    const found = { op, lhs: NaN, rhs: NaN, holds: null };
    try {
      const sides = [value(left, point), value(right, point)];
      [found.lhs, found.rhs] = sides.map(number);
      found.holds = TRUTH[op](sign(add(sides[0], negative(sides[1]))));
    } catch (error) {
      if (error instanceof Undefined) found.holds = "undefined";
      else if (!(error instanceof Unsure)) throw error;
    }
    return found;
  }

  return { read, rational, number, relation };
})();
