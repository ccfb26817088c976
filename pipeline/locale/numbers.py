"""Numbers as readers of English and of French write them; a null is never a number.

English writes 1,712 and 25.9%; French writes 1 712 and 25,9 % with narrow no-break spaces
(Lexique des règles typographiques en usage à l'Imprimerie nationale). Signs are U+2212.
"""

import math
from dataclasses import dataclass

MINUS = "\u2212"
EN_DASH = "\u2013"
NO_BREAK = "\u00a0"
NARROW_SPACE = "\u202f"
_SMALLEST_P = 0.001
_THREE_DIGITS_BELOW = 0.1
_LARGEST_RATIO_WITH_CENTS = 10
# Limits of two speakers run to millions of percent; beyond these a number tells nothing more.
_LARGEST_RATE, _LARGEST_RATIO, _SMALLEST_RATIO = 10.0, 100.0, 0.01
_HOUR_DIGITS = 2


def known(value: float | None) -> float | None:
    """The value as a float, or null for null, NaN and infinities.

    Example:
        >>> known(float("nan")) is None, known(2)
        (True, 2.0)
    """
    return float(value) if value is not None and math.isfinite(value) else None


@dataclass(frozen=True)
class Numbers:
    """How one language writes numbers.

    Example:
        >>> Numbers("en").percent(0.2585), Numbers("en").ratio(1.199)
        ('25.9%', '1.20')
        >>> Numbers("fr").percent(0.2585).replace(NARROW_SPACE, "_")
        '25,9_%'
    """

    language: str

    @property
    def null(self) -> str:
        """What stands where there is no number."""
        return f"s.{NO_BREAK}o." if self.language == "fr" else "n/a"

    @property
    def _percent_sign(self) -> str:
        return f"{NARROW_SPACE}%" if self.language == "fr" else "%"

    def _local(self, text: str) -> str:
        text = text.replace("-", MINUS)
        if self.language == "fr":
            text = text.replace(",", NARROW_SPACE).replace(".", ",")
        return text

    def integer(self, value: float | None) -> str:
        """A count with thousands separated."""
        number = known(value)
        return self.null if number is None else self._local(f"{round(number):,}")

    def decimal(self, value: float | None, *, digits: int = 1) -> str:
        """A number with a fixed number of digits."""
        number = known(value)
        return self.null if number is None else self._local(f"{number:,.{digits}f}")

    def hours(self, value: float | None) -> str:
        """Hours, with as many digits as a short recording needs: 0.0042 and 12.3.

        Example:
            >>> [Numbers("en").hours(each) for each in (0.00424, 0.105, 1.26, 0.0)]
            ['0.0042', '0.10', '1.3', '0.0']
        """
        number = known(value)
        if not number or number >= 1:
            return self.decimal(value)
        return self.decimal(number, digits=_HOUR_DIGITS - 1 - math.floor(math.log10(number)))

    def percent(self, value: float | None, *, digits: int = 1) -> str:
        """A fraction in percent; not capped at 100."""
        number = known(value)
        if number is None:
            return self.null
        if number > _LARGEST_RATE:
            return self._local(f">{NO_BREAK}{100 * _LARGEST_RATE:,.0f}") + self._percent_sign
        return self._local(f"{100 * number:,.{digits}f}") + self._percent_sign

    def points(self, value: float | None) -> str:
        """A difference of two rates in percentage points, always with its sign."""
        number = known(value)
        if number is None:
            return self.null
        if abs(number) > _LARGEST_RATE:
            relation = ">" if number > 0 else "<"
            most = math.copysign(100 * _LARGEST_RATE, number)
            return self._local(f"{relation}{NO_BREAK}{most:+,.0f}")
        return self._local(f"{100 * number:+.1f}")

    def ratio(self, value: float | None) -> str:
        r"""How many times; two digits below ten, one above.

        Example:
            >>> [Numbers("en").ratio(each) for each in (0.004, 9.87, 12.34, 4321.0)]
            ['<\xa00.01', '9.87', '12.3', '>\xa0100']
        """
        number = known(value)
        if number is None:
            return self.null
        if 0 < number < _SMALLEST_RATIO:
            return self._local(f"<{NO_BREAK}{_SMALLEST_RATIO}")
        if number > _LARGEST_RATIO:
            return self._local(f">{NO_BREAK}{_LARGEST_RATIO:.0f}")
        return self._local(f"{number:.{2 if number < _LARGEST_RATIO_WITH_CENTS else 1}f}")

    def p_value(self, value: float | None) -> str:
        r"""A p-value for a table.

        Example:
            >>> Numbers("en").p_value(0.00002), Numbers("en").p_value(0.0312)
            ('<\xa00.001', '0.031')
        """
        number = known(value)
        if number is None:
            return self.null
        if number < _SMALLEST_P:
            return self._local(f"<{NO_BREAK}{_SMALLEST_P}")
        return self._local(f"{number:.{3 if number < _THREE_DIGITS_BELOW else 2}f}")

    def p_relation(self, value: float | None) -> str:
        """A p-value after the letter p, with its relation sign, on one line."""
        text = self.p_value(value)
        return text if text.startswith("<") else f"={NO_BREAK}{text}"

    def percent_range(self, low: float | None, high: float | None) -> str:
        """An interval of a rate, dash between the limits; without a lower one, `≤ 38.8%`."""
        if known(high) is None:
            return self.null
        if known(low) is None:
            return f"≤ {self.percent(high)}"
        shown_low = self.percent(low).removesuffix(self._percent_sign)
        return f"{shown_low}{EN_DASH}{self.percent(high)}"

    def ratio_range(self, low: float | None, high: float | None) -> str:
        """An interval of a ratio, dash between the limits."""
        if known(low) is None or known(high) is None:
            return self.null
        return f"{self.ratio(low)}{EN_DASH}{self.ratio(high)}"

    def points_range(self, low: float | None, high: float | None) -> str:
        """An interval of a difference; the signs need a word between the limits."""
        if known(low) is None or known(high) is None:
            return self.null
        word = "à" if self.language == "fr" else "to"
        return f"{self.points(low)} {word} {self.points(high)}"

    def percent_with(self, value: float | None, low: float | None, high: float | None) -> str:
        """A rate and its interval in one cell; no number where there is no interval.

        Example:
            >>> Numbers("en").percent_with(0.3, 0.24, 0.375).replace(EN_DASH, " to ")
            '30.0% (24.0 to 37.5%)'
            >>> Numbers("en").percent_with(1, 0, None)
            'n/a'
        """
        return self._with(self.percent(value), self.percent_range(low, high), value)

    def ratio_with(self, value: float | None, low: float | None, high: float | None) -> str:
        """A ratio and its interval in one cell; no number where there is no interval."""
        return self._with(self.ratio(value), self.ratio_range(low, high), value)

    def points_with(self, value: float | None, low: float | None, high: float | None) -> str:
        """A difference and its interval in one cell; no number where there is no interval."""
        return self._with(self.points(value), self.points_range(low, high), value)

    def count_with(self, value: float | None, low: float | None, high: float | None) -> str:
        """An estimated number of times and its interval in one cell."""
        word = "à" if self.language == "fr" else "to"
        limits = [self._signed(each) for each in (low, high)]
        span = self.null if self.null in limits else f" {word} ".join(limits)
        return self._with(self._signed(value), span, value)

    def _signed(self, value: float | None) -> str:
        number = known(value)
        return self.null if number is None else self._local(f"{number:+,.1f}")

    def _with(self, text: str, span: str, value: float | None) -> str:
        return self.null if known(value) is None or span == self.null else f"{text} ({span})"
