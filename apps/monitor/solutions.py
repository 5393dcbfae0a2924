"""The kind of solution that each outflow reason stands for, version 1 (docs/standard/register.md).

It belongs to the definitions and not to the record: a later version may class a reason otherwise
and count again.
"""

from apps.tracks.codes import OutflowReason

from .codes import Solution

REASONS: dict[Solution, tuple[OutflowReason, ...]] = {
    Solution.DURABLE: (
        OutflowReason.RESIDENCE_PERMIT_GRANTED,
        OutflowReason.DEPARTURE,
        OutflowReason.ONWARD_MIGRATION,
        OutflowReason.FORCED_DEPARTURE,
    ),
    Solution.SEMI_DURABLE: (
        OutflowReason.REPEAT_ASYLUM_APPLICATION,
        OutflowReason.ARTICLE_64,
        OutflowReason.DETENTION_FOR_DEPARTURE,
    ),
    Solution.NONE: (
        OutflowReason.ENDED_BY_MUNICIPALITY,
        OutflowReason.ENDED_BY_PARTICIPANT,
        OutflowReason.UNKNOWN_DESTINATION,
        OutflowReason.OTHER_SHELTER,
        OutflowReason.CRIMINAL_DETENTION,
        OutflowReason.OTHER,
    ),
}
# The deceased are left out of the analyses.
ANALYSED_REASONS = tuple(r for r in OutflowReason if r != OutflowReason.DECEASED)


def solution_case(reason: str) -> str:
    """The kind of solution as SQL over a column that holds an outflow reason."""
    whens = " ".join(
        f"WHEN {reason} IN ({', '.join(repr(r.value) for r in reasons)}) THEN '{solution.value}'"
        for solution, reasons in REASONS.items()
    )
    return f"CASE {whens} END"
