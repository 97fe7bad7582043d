"""Values as the service writes them in its JSON row sets."""

import datetime as dt
import decimal
import json

_DAY_ZERO = dt.date(1970, 1, 1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def cell(value, kind: str, scale: int) -> str | None:
    if value is None:
        return None
    match kind:
        case "boolean":
            return "1" if value else "0"
        case "date":
            return str((value - _DAY_ZERO).days)
        case "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz":
            at = value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
            micros = (at - _EPOCH) // dt.timedelta(microseconds=1)
            sign, whole = ("-", -micros) if micros < 0 else ("", micros)
            text = f"{sign}{whole // 1_000_000}.{whole % 1_000_000:06d}000"
            return f"{text} 1440" if kind == "timestamp_tz" else text
        case "time":
            return f"{value.hour * 3600 + value.minute * 60 + value.second}.{value.microsecond:06d}000"
        case "binary":
            return value.hex().upper()
        case "variant" | "object" | "array":
            return value if isinstance(value, str) else json.dumps(value, default=str)
        case "real":
            return {float("inf"): "inf", float("-inf"): "-inf"}.get(value, "NaN" if value != value else repr(float(value)))
    return format(value, "f") if isinstance(value, decimal.Decimal) else str(value)
