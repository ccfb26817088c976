"""Ages as people write them: which years they can mean, and who may be too young to consent."""

import re
from dataclasses import dataclass
from functools import lru_cache

AGE_OF_MAJORITY = 18
_OLDEST = 119
_FIRST_BIRTH_YEAR = 1900


@dataclass(frozen=True)
class Age:
    """What an age cell says: years from `low` to `high`, both included.

    Attributes:
        low: Youngest age it can mean, or None where nothing is said.
        high: Oldest age it can mean, or None where nothing is said.
        understood: False where something is said that we cannot read.
    """

    low: int | None = None
    high: int | None = None
    understood: bool = True

    @property
    def may_be_minor(self) -> bool:
        """Tell whether the youngest age it can mean is below 18."""
        return self.low is not None and self.low < AGE_OF_MAJORITY


_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fourties": 40, "fifties": 50,
    "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_AGE_WORDS = {
    **{word: (low, low + 9) for word, low in _DECADES.items()},
    # The Common Voice band is "younger than 19": it holds 18-year-olds and children alike.
    **dict.fromkeys(("teens", "teen", "teenager", "adolescent", "adolescente"), (13, 19)),
    **dict.fromkeys(("child", "minor", "kid", "mineur", "mineure", "enfant"), (0, 17)),
    **dict.fromkeys(("adult", "adulte"), (AGE_OF_MAJORITY, _OLDEST)),
}
_UNSAID = {"", "undisclosed", "unknown", "na", "n/a", "nan", "none", "null", "-", "?", "inconnu"}
_YEARS = r"(?:\s*(?:years?(?:\s+old)?|yrs?|yo|y|ans?|jahre?|a[nñ]os?))?"
_EXACT = re.compile(rf"(\d{{1,4}})(?:\.0+)?{_YEARS}")
_RANGE = re.compile(rf"(\d{{1,3}})\s*(?:-|\u2013|to|à|bis|a)\s*(\d{{1,3}}){_YEARS}")
_DECADE = re.compile(r"(\d0)(?:'?s)")
_BELOW = re.compile(
    rf"(?:<|under|below|younger than|moins de|unter|menos de)\s*(\d{{1,3}}){_YEARS}"
)
_ABOVE = re.compile(
    rf"(?:>=?|over|older than|plus de|über|más de)\s*(\d{{1,3}}){_YEARS}|(\d{{1,3}})\s*\+"
)
_BIRTH_DATE = re.compile(r"(\d{4})-\d{2}(?:-\d{2})?")


@lru_cache(maxsize=4096)
def read_age(text: str, year: int) -> Age:
    """Reads an age as people write it: a number, a range, a decade, a year of birth.

    Args:
        text: The cell.
        year: The year now, to turn years of birth into ages.

    Returns:
        The ages it can mean; `understood` is False where it cannot be read.

    Example:
        >>> read_age("34", 2026), read_age("fourties", 2026)
        (Age(low=34, high=34, understood=True), Age(low=40, high=49, understood=True))
        >>> read_age("16-20", 2026).may_be_minor, read_age("1980", 2026).low
        (True, 45)
    """
    plain = " ".join(text.casefold().split())
    if plain in _UNSAID:
        return Age()
    low, high = _AGE_WORDS.get(plain) or _ages_in_figures(plain, year)
    if 0 <= low <= high <= _OLDEST:
        return Age(low, high)
    return Age(understood=False)


_UNREADABLE = (-1, -1)


def _ages_in_figures(plain: str, year: int) -> tuple[int, int]:
    if match := _EXACT.fullmatch(plain):
        number = int(match[1])
        return _age_of_birth_year(number, year) if number > _OLDEST else (number, number)
    if match := _BIRTH_DATE.fullmatch(plain):
        return _age_of_birth_year(int(match[1]), year)
    if match := _RANGE.fullmatch(plain):
        return int(match[1]), int(match[2])
    if match := _DECADE.fullmatch(plain):
        return int(match[1]), int(match[1]) + 9
    if match := _BELOW.fullmatch(plain):
        return 0, int(match[1]) - 1
    if match := _ABOVE.fullmatch(plain):
        return int(match[1] or match[2]), _OLDEST
    return _UNREADABLE


def _age_of_birth_year(born: int, year: int) -> tuple[int, int]:
    """Give the ages before and after this year's birthday."""
    if not _FIRST_BIRTH_YEAR <= born <= year:
        return _UNREADABLE
    return max(year - born - 1, 0), year - born


AGE_BANDS = (
    "teens", "twenties", "thirties", "forties", "fifties",
    "sixties", "seventies", "eighties", "nineties", "undisclosed",
)  # fmt: skip
_FIRST_BAND = 10


def age_band(age: Age) -> str:
    """Tell the band an age falls into; `undisclosed` where it is none, or several.

    Example:
        >>> age_band(read_age("34", 2026)), age_band(read_age("18-24", 2026))
        ('thirties', 'undisclosed')
    """
    if age.low is None or age.high is None:
        return "undisclosed"
    band = age.low // 10
    one_band = band == age.high // 10 and age.low >= _FIRST_BAND
    index = band - 1
    return AGE_BANDS[index] if one_band and index < len(AGE_BANDS) - 1 else "undisclosed"
