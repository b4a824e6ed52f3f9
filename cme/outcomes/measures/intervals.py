"""Confidence intervals that are not those of counts. All are two-sided, 95 %."""

from math import atanh, sqrt, tanh

from cme.outcomes.measures.measure import Z

LEVEL = 0.975  # quantile of the upper end of a two-sided 95 % interval
WIDTHS = (3.0, 4.0, 10.0)  # standard errors from the observation within which the ends are looked for
ROUNDING = 1e-12  # what sums of floating-point numbers may be off by


def fisher(correlation: float, n: int) -> tuple[float, float] | None:
    """Return the interval of a correlation: tanh(atanh r -+ z / sqrt(n - 3)).

    It holds for two normal variables; with 0/1 items it is an approximation.

    Args:
        correlation: -1 to 1.
        n: How many pairs.

    Returns:
        The ends; None with fewer than four pairs, or with a correlation of -1 or 1, up to errors of rounding.

    Source:
        Fisher RA. Metron 1921;1:3-32.
    """
    if n <= 3 or abs(correlation) >= 1 - ROUNDING:
        return None
    half = Z / sqrt(n - 3)
    return tanh(atanh(correlation) - half), tanh(atanh(correlation) + half)


def feldt(alpha: float, *, n: int, items: int) -> tuple[float, float]:
    """Return the interval of Cronbach's alpha: 1 - (1 - alpha) F, with F at 97.5 % and at 2.5 %.

    F has n - 1 and (n - 1)(k - 1) degrees of freedom. No simulation is needed.

    Args:
        alpha: The estimate; may be negative.
        n: How many attempts; at least 2.
        items: How many items, k; at least 2.

    Source:
        Feldt LS. Psychometrika 1965;30:357-70.
    """
    from scipy.stats import f

    degrees = (n - 1, (n - 1) * (items - 1))
    return 1 - (1 - alpha) * float(f.ppf(LEVEL, *degrees)), 1 - (1 - alpha) * float(f.ppf(1 - LEVEL, *degrees))


def student(mean: float, sd: float, n: int) -> tuple[float, float]:
    """Return the interval of a mean: mean -+ t SD / sqrt n, with n - 1 degrees of freedom.

    Source:
        Student. Biometrika 1908;6:1-25.
    """
    from scipy.stats import t

    half = float(t.ppf(LEVEL, n - 1)) * sd / sqrt(n)
    return mean - half, mean + half


def noncentral(t: float, degrees: int) -> tuple[float, float] | None:
    """Return the interval of the noncentrality of which ``t`` is an observation.

    Divided by sqrt n it is the interval of d_z.

    Args:
        t: Student's t of one sample.
        degrees: Its degrees of freedom.

    Returns:
        The ends; None for effects so large that they are beyond calculation (thousands of standard deviations).

    Source:
        Steiger JH, Fouladi RT, in: Harlow LL et al. What if there were no significance tests? 1997:221-57.
    """
    # The library's distribution function is sound for t >= 0, but for a rare point; the other side mirrors it.
    ends = next((ends for width in WIDTHS if (ends := _ends(abs(t), degrees, width))), None)
    return ends if ends is None or t >= 0 else (-ends[1], -ends[0])


def _ends(t: float, degrees: int, width: float) -> tuple[float, float] | None:
    """Look for both ends within so many standard errors of ``t``, which is not negative."""
    from scipy.optimize import brentq
    from scipy.stats import nct

    reach = width * sqrt(1 + t * t / (2 * degrees))
    least = max(t - reach, -Z - 0.001)  # P(T <= 0) is 97.5 % at -z, and P(T <= t) more: no end lies below
    try:
        low, high = (
            float(brentq(lambda center, share=share: nct.cdf(t, degrees, center) - share, least, t + reach))
            for share in (LEVEL, 1 - LEVEL)
        )
    except ValueError:  # an end lies further out, or a value cannot be calculated
        return None
    return low, high
