/**
 * A Python program, standard library only, that makes every number of a verification document again and compares to
 * 1e-9: `python3 verify.py report.json`. It shares no code with this package; formulas are those of docs/statistics.md.
 *
 * Source:  the same papers as the functions of this package.
 * Oracle:  it is one: verification.test.ts runs it where python3 is present.
 */
export const verificationScript = `#!/usr/bin/env python3
"""Makes every number of an Assay report again from its moments. Usage: python3 verify.py report.json"""
import hashlib
import json
import math
import sys
from statistics import NormalDist

NORMAL = NormalDist()


def upper(z):
    return 0.5 * math.erfc(z / math.sqrt(2))


def mills(z):
    """Q(z) / pdf(z); far out by Laplace's continued fraction, where Q itself underflows."""
    if z < 5:
        return upper(z) / NORMAL.pdf(z) if z > -38 else math.inf
    tail = z
    for k in range(200, 0, -1):
        tail = z + k / tail
    return 1 / tail


def two_sided_z(alpha):
    z = -NORMAL.inv_cdf(alpha / 2)
    for _ in range(3):  # Newton: the library's quantile is good to 1e-9 only far out
        z += (upper(z) - alpha / 2) / NORMAL.pdf(z)
    return z


def beta_fraction(a, b, x):
    """Continued fraction of the incomplete beta function (Lentz)."""
    tiny, c = 1e-300, 1.0
    d = 1 / ((1 - (a + b) * x / (a + 1)) or tiny)
    h = d
    for m in range(1, 100000):
        for top in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                    -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / ((1 + top * d) or tiny)
            c = (1 + top / c) or tiny
            h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return h


def t_two_sided(t, df):
    """P(|T| > t): the regularised incomplete beta function at df / (df + t^2)."""
    x, a, b = df / (df + t * t), df / 2, 0.5
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta) if 0 < x < 1 else 0.0
    if x < (a + 1) / (a + b + 2):
        return front * beta_fraction(a, b, x) / a
    return 1 - front * beta_fraction(b, a, 1 - x) / b


def two_sided_t(alpha, df):
    low, high = 0.0, 1e4
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, df) > alpha else (low, middle)
    return (low + high) / 2


def place(i, j):
    return i * (i + 1) // 2 + j if i >= j else j * (j + 1) // 2 + i


def covariance(joint, i, j):
    return joint["products"][place(i, j)] / (joint["n"] - 1)


def raw_arm(metric, divisor):
    """(n, value, variance of the value, degrees of freedom, errors below and above, weights of the linear form)."""
    kind = metric["kind"]
    if kind == "mean":
        m = metric["moments"]
        n, v = m["n"], m["m2"] / (m["n"] - 1) / m["n"]
        return dict(n=n, mean=m["mean"], var=v, df=n - 1, skew=None, weights=[1])
    if kind == "proportion":
        n = metric["n"]
        p = metric["successes"] / n
        return dict(n=n, mean=p, var=p * (1 - p) / (n if divisor == "n" else n - 1), df=n - 1, skew=None, weights=[1])
    if kind == "ratio":
        j = metric["joint"]
        y, z = j["means"]
        r = y / z
        s = covariance(j, 0, 0) - 2 * r * covariance(j, 0, 1) + r * r * covariance(j, 1, 1)
        return dict(n=j["n"], mean=r, var=s / j["n"] / z ** 2, df=j["n"] - 1, skew=None, weights=[1 / z, -r / z])
    q = metric["percentile"]
    p, j = q["p"], q["ranks"]
    iid = math.sqrt(p * (1 - p) / q["events"])
    s = covariance(j, 0, 0) - 2 * p * covariance(j, 0, 1) + p * p * covariance(j, 1, 1)
    unit = math.sqrt(s / j["n"]) / j["means"][1] / (1.96 * iid)
    low, high = (q["quantile"] - q["lower"]) * unit, (q["upper"] - q["quantile"]) * unit
    slope = (q["upper"] - q["lower"]) / (2 * 1.96 * iid) / j["means"][1]
    return dict(n=j["n"], mean=q["quantile"], var=((low + high) / 2) ** 2, df=j["n"] - 1, skew=(low, high),
                weights=[-slope, p * slope])


def merge(a, b):
    n = a["n"] + b["n"]
    steps = [y - x for x, y in zip(a["means"], b["means"])]
    products = [a["products"][place(i, j)] + b["products"][place(i, j)] + steps[i] * steps[j] * a["n"] * b["n"] / n
                for i in range(len(steps)) for j in range(i + 1)]
    return dict(n=n, means=[(a["n"] * x + b["n"] * y) / n for x, y in zip(a["means"], b["means"])], products=products)


def solve(matrix, right):
    """Gaussian elimination with pivots."""
    size = len(right)
    rows = [list(matrix[i]) + [right[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, size):
            f = rows[r][i] / rows[i][i]
            rows[r] = [x - f * y for x, y in zip(rows[r], rows[i])]
    x = [0.0] * size
    for i in reversed(range(size)):
        x[i] = (rows[i][size] - sum(rows[i][k] * x[k] for k in range(i + 1, size))) / rows[i][i]
    return x


def adjust(arms, blocks, options):
    """CUPED with slopes of each arm; returns adjusted arms and the matrix of shared (co)variances."""
    outcomes = len(arms[0]["weights"])
    pooled = blocks[0]
    for block in blocks[1:]:
        pooled = merge(pooled, block)
    smallest = min(b["n"] for b in blocks)
    varying = [v for v in range(outcomes, len(pooled["means"]))
               if all(covariance(b, v, v) > 1e-24 * b["means"][v] ** 2 for b in blocks)]
    kept = varying[:int(smallest // options["subjectsPerCovariate"])]
    scale = {v: 1 / math.sqrt(covariance(pooled, v, v)) for v in kept}
    adjusted, slopes = [], []
    for arm, block in zip(arms, blocks):
        n = block["n"]
        xx = [[covariance(block, i, j) * scale[i] * scale[j] for j in kept] for i in kept]
        xy = [sum(w * covariance(block, i, o) for o, w in enumerate(arm["weights"])) * scale[i] for i in kept]
        ridge = options["ridge"] * n / (n - 1)
        b = solve([[x + (ridge if r == c else 0) for c, x in enumerate(line)] for r, line in enumerate(xx)], xy)
        quad = sum(b[r] * xx[r][c] * b[c] for r in range(len(b)) for c in range(len(b)))
        residual = arm["var"] * arm["n"] - 2 * sum(x * y for x, y in zip(b, xy)) + quad
        if options["correctDegrees"]:
            residual *= (n - 1) / (n - 1 - len(kept))
        shift = sum(x * scale[v] * (block["means"][v] - pooled["means"][v]) for x, v in zip(b, kept))
        adjusted.append(dict(n=arm["n"], mean=arm["mean"] - shift, var=residual / arm["n"], df=n - 1 - len(kept), skew=None))
        slopes.append([x * scale[v] for x, v in zip(b, kept)])
    shared = [[sum(p * covariance(pooled, i, j) * q for p, i in zip(s, kept) for q, j in zip(t, kept)) / pooled["n"]
               for t in slopes] for s in slopes]
    for index, arm in enumerate(adjusted):
        arm["var"] += shared[index][index]
    return adjusted, shared


def contrast(kind, c, t, k):
    """(estimate, variance, error below, error above) of an effect."""
    ratio, scale = (t["mean"] / c["mean"], abs(c["mean"])) if kind == "relative" else (1.0, 1.0)
    variance = (t["var"] - 2 * ratio * k + ratio ** 2 * c["var"]) / scale ** 2
    below = above = math.sqrt(max(0.0, variance))
    if c["skew"] or t["skew"]:
        side = lambda arm, low: (arm["skew"] or (math.sqrt(arm["var"]),) * 2)[0 if low else 1]
        both = lambda low: math.hypot(side(t, low), ratio * side(c, (not low) if ratio >= 0 else low)) / scale
        below, above = both(True), both(False)
    factor = t["n"] if kind == "total" else 1
    return (t["mean"] - c["mean"]) / scale * factor, variance * factor ** 2, below * factor, above * factor


def alpha_of(correction, alpha):
    if correction["kind"] == "none":
        return alpha
    if correction["kind"] == "bonferroni":
        return alpha / max(1, correction["tests"])
    k, others = max(1, correction["treatments"]), max(1, correction["metrics"]) - 1
    if others == 0:
        return alpha / k
    share = correction["primaryShare"]
    return share * alpha / k if correction["isPrimary"] else (1 - share) * alpha / (k * others)


def judge(made_of, effect, alpha, c, t):
    """Numbers that are shown for an effect."""
    method = made_of["method"]
    estimate, variance, below, above = effect
    z = 0.0 if estimate == 0 else estimate / (below if estimate > 0 else above)
    n = c["n"] + t["n"]
    kind = method["kind"]
    if kind == "bayesian":
        prior = method["prior"]
        precision = 0.0 if prior == "flat" else 1 / prior["sd"] ** 2
        mean0 = 0.0 if prior == "flat" else prior["mean"]
        sd = math.sqrt(1 / (1 / variance + precision))
        mean = sd ** 2 * (estimate / variance + mean0 * precision)
        half = two_sided_z(alpha) * sd
        benefit = -mean if made_of["desiredChange"] == "decrease" else mean
        worse = upper(benefit / sd)
        loss = min(0.0, benefit * worse - sd * NORMAL.pdf(benefit / sd))
        return dict(lift=mean, standard_error=sd, low=mean - half, high=mean + half, p_value=None,
                    chance_to_win=upper(-benefit / sd), loss=loss, risk=benefit - sd / mills(benefit / sd))

    def sequential(level, planned):
        rho = method["tuning"] / (math.log(math.log(math.e / planned ** 2)) - 2 * math.log(planned))
        bound = math.sqrt((n + rho) / n * math.log((n + rho) / (rho * level ** 2)))
        return bound, min(1.0, math.sqrt((n + rho) / rho) * math.exp(-z * z * n / (2 * (n + rho))))

    planned = method.get("plannedAlpha") or alpha
    if kind == "sequential":
        bound, p = sequential(alpha, planned)
    elif kind == "hybrid" and method["phase"] == "running":
        bound, p = sequential(alpha / 2, planned / 2)
        p = min(1.0, 2 * p)
    elif kind == "hybrid":
        bound, p = two_sided_z(alpha / 2), min(1.0, 4 * upper(abs(z)))
    elif method.get("distribution") == "t":
        df = (t["var"] + c["var"]) ** 2 / (t["var"] ** 2 / t["df"] + c["var"] ** 2 / c["df"])
        bound, p = two_sided_t(alpha, df), t_two_sided(abs(z), df)
    else:
        bound, p = two_sided_z(alpha), min(1.0, 2 * upper(abs(z)))
    return dict(lift=estimate, standard_error=math.sqrt(variance), low=estimate - bound * below,
                high=estimate + bound * above, p_value=p, chance_to_win=None, loss=None, risk=None)


def again(made_of, variations, published):
    """The numbers of one estimate. Arms without a number are left out, as they were in the report."""
    arms, blocks, names = [], [], []
    for arm in made_of["arms"]:
        if arm["variation"] not in variations:
            continue
        arms.append(raw_arm(arm["metric"], made_of["proportionDivisor"]))
        covariates = arm.get("covariates")
        blocks.append(covariates["joint"] if covariates else None)
        names.append(arm["variation"])
    shared = [[0.0] * len(arms) for _ in arms]
    shown = arms
    if published["used_cuped"] == "yes":
        shown, shared = adjust(arms, blocks, made_of["cuped"])
    i = names.index(published["variation"], 1)
    kind, level = made_of["effect"], made_of["level"]
    bayesian = made_of["method"]["kind"] == "bayesian"
    alpha = 1 - level if bayesian else alpha_of(made_of["correction"], 1 - level)
    effect = contrast(kind, shown[0], shown[i], shared[0][i])
    numbers = judge(made_of, effect, alpha, shown[0], shown[i])
    reduction = None
    if published["used_cuped"] == "yes":
        reduction = 1 - effect[1] / contrast(kind, arms[0], arms[i], 0.0)[1]
    p = numbers["p_value"]
    numbers.update(control_value=shown[0]["mean"], treatment_value=shown[i]["mean"], alpha=alpha,
                   variance_reduction=reduction, adjusted_p_value=None if p is None else min(1.0, p * (1 - level) / alpha))
    return numbers


def main(path):
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    same = different = 0
    for metric in document["metrics"]:
        if hashlib.sha256(metric["made_of"].encode()).hexdigest() != metric["digest"]:
            print(metric["name"] + ": the digest is not that of the moments")
            different += 1
        made_of = json.loads(metric["made_of"])
        good = [p["variation"] for p in metric["published"] if p["kind"] == "estimate"]
        for published in metric["published"]:
            if published["kind"] != "estimate":
                print("%s, %s: no number (%s)" % (metric["name"], published["variation"], published["kind"]))
                continue
            numbers = again(made_of, [made_of["arms"][0]["variation"]] + good, published)
            for key, value in numbers.items():
                shown = published[key]
                if value is None or shown is None:
                    close = value is None and shown is None
                else:
                    close = abs(value - shown) <= 1e-9 * max(1.0, abs(shown))
                same, different = (same + 1, different) if close else (same, different + 1)
                if not close:
                    print("%s, %s, %s: %r here, %r shown" % (metric["name"], published["variation"], key, value, shown))
    print("%d numbers reproduced, %d differ" % (same, different))
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
`;
