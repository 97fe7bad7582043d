"""Writes packages/stats/oracles/*.json: answers of independent programs that packages/stats is tested against.

Needs Python 3.11 with numpy, scipy and statsmodels. Run once, by hand:  python3 tools/oracles/stats.py packages/stats/oracles
Nothing here shares code with the package; where no program has a method, the formula is evaluated with the numpy and
scipy building blocks named beside it.
"""
import datetime
import json
import pathlib
import platform
import sys

import numpy
import scipy
import statsmodels
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats import multitest, power, proportion, weightstats

rng = numpy.random.default_rng(20261122)


def header():
    return {
        "program": "scipy %s, statsmodels %s, numpy %s, Python %s" % (
            scipy.__version__, statsmodels.__version__, numpy.__version__, platform.python_version()),
        "script": "tools/oracles/stats.py",
        "date": datetime.date.today().isoformat(),
    }


def sums(y):
    return {"n": len(y), "mean": float(numpy.mean(y)), "m2": float(numpy.var(y) * len(y))}


def joint(*columns):
    """Means and centred products, packed lower triangle."""
    data = numpy.array(columns, dtype=float)
    cross = numpy.cov(data, ddof=0).reshape(len(data), len(data)) * data.shape[1]
    return {"n": int(data.shape[1]), "means": [float(m) for m in data.mean(axis=1)],
            "products": [float(cross[i][j]) for i in range(len(data)) for j in range(i + 1)]}


def effects():
    cases = []
    for n, m in ((40, 55), (400, 300), (3000, 1000)):
        c, t = rng.gamma(2, 5, n), rng.gamma(2, 5.5, m)
        low, high = stats.ttest_ind(t, c, equal_var=False).confidence_interval(0.95)
        welch = stats.ttest_ind(t, c, equal_var=False)
        z = weightstats.CompareMeans(weightstats.DescrStatsW(t), weightstats.DescrStatsW(c))
        zlow, zhigh = z.zconfint_diff(0.05, usevar="unequal")
        # Bootstrap-free check of the delta method: numerical gradient of t/c at the means.
        vc, vt, e = numpy.var(c, ddof=1) / n, numpy.var(t, ddof=1) / m, 1e-6
        f = lambda a, b: b / a
        a, b = c.mean(), t.mean()
        da, db = (f(a + e, b) - f(a - e, b)) / (2 * e), (f(a, b + e) - f(a, b - e)) / (2 * e)
        cases.append({"control": sums(c), "treatment": sums(t), "difference": float(b - a),
                      "welch": {"low": float(low), "high": float(high), "p": float(welch.pvalue), "df": float(welch.df)},
                      "z": {"low": float(zlow), "high": float(zhigh), "p": float(z.ztest_ind(usevar="unequal")[1])},
                      "lift": float(b / a - 1), "lift_error": float(numpy.sqrt(da * da * vc + db * db * vt))})
    ratios = []
    for n in (60, 900):
        z = rng.poisson(4, n) + 1.0
        y = z * rng.normal(2, 0.4, n) + rng.normal(0, 1, n)
        # Jackknife of the ratio: agrees with the delta method to O(1/n²), so the tolerance is wide.
        keep = (y.sum() - y) / (z.sum() - z)
        ratios.append({"joint": joint(y, z), "ratio": float(y.sum() / z.sum()),
                       "jackknife_error": float(numpy.sqrt((n - 1) / n * ((keep - keep.mean()) ** 2).sum()))})
    shares = []
    for x, n, k, m in ((26, 158, 55, 313), (4, 40, 1, 50), (1235, 10180, 1130, 10250)):
        wilson = proportion.proportion_confint(x, n, method="wilson")
        entry = {"treatment": [x, n], "control": [k, m], "wilson": [float(b) for b in wilson],
                 "pooled": [float(b) for b in proportion.proportions_ztest([x, k], [n, m])]}
        for name in ("wald", "agresti-caffo", "newcomb"):
            entry[name] = [float(b) for b in proportion.confint_proportions_2indep(x, n, k, m, method=name)]
        shares.append(entry)
    return {"means": cases, "ratios": ratios, "proportions": shares}


def intervals():
    rho = lambda tuning, alpha: tuning / (numpy.log(numpy.log(numpy.e / alpha ** 2)) - 2 * numpy.log(alpha))
    sequence = []
    for t in (100, 5000, 10000, 1000000):
        for alpha in (0.05, 0.01, 0.0125):
            r = 1 / rho(10000, alpha)  # the other parametrisation: variance of the mixture
            half = numpy.sqrt(2 * (t * r + 1) / (t * t * r) * numpy.log(numpy.sqrt(t * r + 1) / alpha)) * numpy.sqrt(t)
            sequence.append({"t": t, "alpha": alpha, "boundary": float(half)})
    posterior = []
    for lift, error, mean, sd in ((0.03, 0.029, 0, 0.05), (-0.2, 0.05, 0.01, 0.1), (0.5, 0.02, 0, 0.05)):
        grid = numpy.linspace(lift - 12 * error - 12 * sd, lift + 12 * error + 12 * sd, 4000001)
        weight = stats.norm.pdf(grid, mean, sd) * stats.norm.pdf(lift, grid, error)
        weight /= weight.sum()
        centre = (grid * weight).sum()
        posterior.append({"lift": lift, "error": error, "prior": [mean, sd], "mean": float(centre),
                          "sd": float(numpy.sqrt(((grid - centre) ** 2 * weight).sum())),
                          "chance": float(weight[grid > 0].sum()),
                          "loss": float((numpy.minimum(grid, 0) * weight).sum())})
    return {"sequential": sequence, "posterior": posterior}


def cuped():
    cases = []
    for n, m, slope in ((80, 120, 2.0), (500, 300, 0.5)):
        x, treated = rng.normal(0, 1, n + m), numpy.repeat([0, 1], [n, m])
        w = rng.normal(0, 2, n + m)
        y = 10 + treated * (1 + slope * x) + 2 * x - 0.3 * w + rng.normal(0, 1, n + m)
        data = {"y": y, "treat": treated, "x": x - x.mean(), "w": w - w.mean()}
        # Lin's regression: the coefficient of treat is the difference of means adjusted with slopes of each arm.
        lin = ols("y ~ treat * (x + w)", data).fit()
        common = ols("y ~ treat + x", data).fit()
        arms = [joint(y[treated == v], x[treated == v], w[treated == v]) for v in (0, 1)]
        cases.append({"arms": arms, "difference": float(lin.params["treat"]), "control": float(lin.params["Intercept"]),
                      "ancova": {"effect": float(common.params["treat"]), "error": float(common.bse["treat"]),
                                 "slope": float(common.params["x"])}})
    return {"lin": cases}


def families():
    names = {"bonferroni": "bonferroni", "sidak": "sidak", "holm": "holm", "holm_sidak": "holm-sidak",
             "hochberg": "simes-hochberg", "hommel": "hommel", "benjamini_hochberg": "fdr_bh",
             "benjamini_yekutieli": "fdr_by"}
    lists = [[0.001, 0.012, 0.021, 0.04, 0.049, 0.3, 0.62, 0.98], [0.04, 0.01, 0.03, 0.01], [0.5], [1, 1, 1],
             [1e-12, 0.2, 0.9, 0.9, 1e-3], sorted(rng.uniform(0, 0.2, 15).tolist(), reverse=True)]
    cases = []
    for p in lists:
        for ours, theirs in names.items():
            reject, adjusted, _, _ = multitest.multipletests(p, 0.05, theirs)
            cases.append({"procedure": ours, "p": p, "adjusted": [float(a) for a in adjusted],
                          "reject": [bool(r) for r in reject]})
    return {"families": cases}


def srm():
    cases = []
    for counts, weights in (((5000, 5250, 4900), (1, 1, 1)), ((313, 158, 159), (2, 1, 1)), ((99000, 1100), (99, 1))):
        share = numpy.array(weights) / sum(weights)
        chi, p = stats.chisquare(counts, share * sum(counts))
        kappa = 1000
        # Dirichlet-multinomial against multinomial: the coefficient cancels.
        log_bf = stats.dirichlet_multinomial.logpmf(counts, kappa * share, sum(counts)) - stats.multinomial.logpmf(
            counts, sum(counts), share)
        cases.append({"observed": list(counts), "weights": list(weights), "chi": float(chi), "p": float(p),
                      "log_bayes_factor": float(log_bf)})
    return {"srm": cases}


def percentiles():
    cases = []
    for p in (0.5, 0.9):
        for subjects in (400, 1500):
            sizes = rng.geometric(1 / 3, subjects)
            events = [numpy.exp(5 + rng.normal() + 0.3 * rng.normal(size=k)) for k in sizes]
            all_events = numpy.concatenate(events)
            spread = 1.96 * numpy.sqrt(p * (1 - p) / len(all_events))
            q = numpy.quantile(all_events, p)
            below = [float((e <= q).sum()) for e in events]
            # Subjects are drawn again, with all their events: the error that clustering leaves.
            picks = rng.integers(0, subjects, (1500, subjects))
            draws = [numpy.quantile(numpy.concatenate([events[i] for i in pick]), p) for pick in picks]
            cases.append({"p": p, "events": len(all_events), "quantile": float(q),
                          "lower": float(numpy.quantile(all_events, p - spread)),
                          "upper": float(numpy.quantile(all_events, p + spread)),
                          "ranks": joint(below, [float(k) for k in sizes]), "largestAtom": 1 / len(all_events),
                          "bootstrap_error": float(numpy.std(draws, ddof=1))})
    return {"percentiles": cases}


def planning():
    cases = []
    for d in (0.05, 0.2, 0.8):
        for ratio in (1, 0.25):
            for n in (30, 400):
                df = n + n * ratio - 2
                cases.append({"errors": float(d / numpy.sqrt(1 / n + 1 / (n * ratio))), "df": float(df),
                              "t": float(power.TTestIndPower().power(d, n, 0.05, ratio)),
                              "z": float(power.NormalIndPower().power(d, n, 0.05, ratio))})
    noncentral = [{"t": t, "df": df, "delta": delta, "p": float(stats.nct.cdf(t, df, delta))}
                  for t in (-1.0, 0.5, 2.0, 4.0) for df in (5, 40, 3000) for delta in (0.0, 1.0, 2.8)]
    return {"power": cases, "noncentral_t": noncentral}


def distributions():
    tails = [0.001, 0.5, 1.0, 1.959963984540054, 3.0, 8.0, 20.0]
    return {
        "normal_upper": [[z, float(stats.norm.sf(z))] for z in tails],
        "normal_quantile": [[q, float(stats.norm.ppf(q))] for q in (1e-12, 1e-4, 0.025, 0.5, 0.9, 0.9995)],
        "t_two_sided": [[t, df, float(2 * stats.t.sf(t, df))] for t in tails for df in (1.5, 30.0, 459.9, 2.4e6)],
        "t_quantile": [[q, df, float(stats.t.ppf(q, df))] for q in (0.9, 0.975, 0.9999) for df in (1.5, 30.0, 459.9, 2.4e6)],
        "chi_upper": [[x, df, float(stats.chi2.sf(x, df))] for x in (0.02, 3.0, 75.8, 900.0) for df in (1, 2, 9)],
    }


def main(folder):
    for make in (effects, intervals, cuped, percentiles, families, srm, planning, distributions):
        path = pathlib.Path(folder) / (make.__name__ + ".json")
        path.write_text(json.dumps({"made": header(), **make()}, indent=1) + "\n", encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main(sys.argv[1])
